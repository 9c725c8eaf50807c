import { useEffect, useState } from "preact/hooks";
import type { SetState } from "../../server/api.ts";
import { ask, Failure, routes } from "../api.ts";

const PAUSE = 500;

/** How far a set is made ready, looked at until it is; null where that can't be told. @param revision looks again */
export function useReadiness(db: number, run: string, stage: string, revision: number): SetState | null {
  const [state, setState] = useState<SetState | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const next = await ask(routes.state(db, run, stage), abort.signal);
        setState(next);
        if (!next.columns || next.indexed < next.rows) timer = setTimeout(look, PAUSE);
      } catch (error) {
        if (!abort.signal.aborted && !(error instanceof Failure)) throw error;
        setState(null);
      }
    };
    look();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [db, run, stage, revision]);
  return state;
}
