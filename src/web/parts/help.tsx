import { createRef } from "preact";
import { useShared } from "../shared.ts";
import { groups, useShortcuts } from "../shortcuts.ts";

// Whether it is open is known to the element alone: of a copy of that, each is told too late what the other did meanwhile.
const dialog = createRef<HTMLDialogElement>();

export function openHelp(): void {
  if (dialog.current?.open === false) dialog.current.showModal();
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  " ": "Space",
};

/** What can be done by keyboard here. */
export function Help() {
  const all = useShared(groups);
  useShortcuts("Help", [{ key: "?", does: "Show these shortcuts", run: openHelp }]);
  return (
    <dialog ref={dialog} aria-labelledby="help-title">
      <h2 id="help-title">Keyboard shortcuts</h2>
      <dl class="keys">
        {all.flatMap(({ shortcuts }) =>
          shortcuts.map(({ key, does }) => (
            <div key={key}>
              <dt>
                <kbd>{names[key] ?? key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          )),
        )}
      </dl>
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
