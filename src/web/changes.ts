import { useEffect, useState } from "preact/hooks";
import { connection, files } from "./api.ts";

/** At most one change a second is passed on, the last one always. */
const PAUSE = 1000;
const RETRY = 5000;

/**
 * A number that grows whenever the run's database has changed, for `useAnswer`. A hidden tab listens to nothing, since
 * browsers open only six connections to one server, and catches up when it is looked at again.
 *
 * @param run null listens to nothing
 */
export function useChanges(db: number, run: string | null): number {
  const [revision, setRevision] = useState(0);
  useEffect(() => {
    if (run === null) return;
    return listen(files.changes(db, run), () => setRevision((last) => last + 1));
  }, [db, run]);
  return revision;
}

function listen(url: string, onChange: () => void): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const changed = throttled(onChange);

  const open = () => {
    close();
    source = new EventSource(url);
    source.onopen = () => {
      connection.set("up");
      // What changed between the page's first question and now, or while nobody listened, no event tells of.
      changed();
    };
    source.addEventListener("change", changed);
    source.onerror = () => {
      connection.set("gone");
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY);
    };
  };
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };
  const look = () => {
    if (document.hidden) close();
    else if (source === null) open();
  };
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    document.removeEventListener("visibilitychange", look);
    changed.cancel();
    close();
  };
}

function throttled(call: () => void): { (): void; cancel(): void } {
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    if (timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        last = Date.now();
        call();
      },
      Math.max(0, last + PAUSE - Date.now()),
    );
  };
  return Object.assign(later, { cancel: () => clearTimeout(timer) });
}
