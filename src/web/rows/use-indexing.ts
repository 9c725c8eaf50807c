import { useEffect, useState } from "preact/hooks";
import { ask, Failure, routes } from "../api.ts";

const PAUSE = 500;

/** Share of a set's texts that are indexed, while they are not all; null once they are, or where it can't be told. */
export function useIndexing(db: number, run: string, stage: string): number | null {
  const [share, setShare] = useState<number | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const { indexed, rows } = await ask(routes.state(db, run, stage), abort.signal);
        setShare(indexed < rows ? indexed / rows : null);
        if (indexed < rows) timer = setTimeout(look, PAUSE);
      } catch (error) {
        if (!abort.signal.aborted && !(error instanceof Failure)) throw error;
        setShare(null);
      }
    };
    look();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [db, run, stage]);
  return share;
}
