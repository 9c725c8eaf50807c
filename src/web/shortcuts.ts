import { useEffect, useRef } from "preact/hooks";
import { createShared } from "./shared.ts";

export interface Shortcut {
  /** As `KeyboardEvent.key` says it: `j`, `?`, `ArrowLeft`. */
  readonly key: string;
  readonly does: string;
  run(event: KeyboardEvent): void;
}

interface Group {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

/** What can be done by keyboard now, for the help. */
export const groups = createShared<readonly Group[]>([]);

/** Keys of a part of the page, while it is shown. They rest while something is typed or a dialog is open. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  const keys = shortcuts.map(({ key, does }) => `${key} ${does}`).join("\n");
  useEffect(() => {
    const group: Group = { title, shortcuts: current.current };
    groups.set([...groups.get(), group]);
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
      const shortcut = current.current.find(({ key }) => key === event.key);
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut.run(event);
    };
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
      groups.set(groups.get().filter((one) => one !== group));
    };
  }, [title, keys]);
}

/** Whether the key belongs to what has the focus. */
function isBusy({ target }: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  return target instanceof HTMLElement && target.matches("textarea, select, input:not([type=checkbox])");
}
