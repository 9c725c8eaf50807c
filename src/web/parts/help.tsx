import { useEffect, useRef } from "preact/hooks";
import { createShared, useShared } from "../shared.ts";
import { groups, useShortcuts } from "../shortcuts.ts";

const isOpen = createShared(false);

export const openHelp = (): void => isOpen.set(true);

const names: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  " ": "Space",
};

/** What can be done by keyboard here. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = useShared(isOpen);
  const all = useShared(groups);
  const show = () => {
    if (dialog.current?.open === false) dialog.current.showModal();
  };
  // A dialog tells that it was closed only later: by then it may have been asked for again.
  const open = () => {
    openHelp();
    show();
  };
  const closed = () => isOpen.set(dialog.current?.open ?? false);
  useShortcuts("Help", [{ key: "?", does: "Show these shortcuts", run: open }]);
  useEffect(() => {
    if (shown) show();
    else dialog.current?.close();
  }, [shown]);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={closed}>
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
