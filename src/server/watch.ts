import type { Database } from "./databases.ts";

const SECOND = 1000;

/** Waits for a database to change. All that wait for one share one timer, which looks at it once a second. */
export interface Watch {
  /**
   * The version once it is not `seen`, at the earliest at the next look; null after `patience` milliseconds or once
   * `signal` is aborted.
   */
  next(database: Database, seen: string, patience: number, signal: AbortSignal): Promise<string | null>;
  /** How many wait. */
  waiting(): number;
}

type Look = (version: string) => void;

export function createWatch(): Watch {
  const waits = new Map<Database, Set<Look>>();
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    for (const [database, looks] of waits) {
      const version = database.version();
      for (const one of [...looks]) one(version);
    }
  };
  const join = (database: Database, one: Look) => {
    const looks = waits.get(database) ?? new Set();
    waits.set(database, looks.add(one));
    timer ??= setInterval(look, SECOND);
  };
  const leave = (database: Database, one: Look) => {
    const looks = waits.get(database);
    looks?.delete(one);
    if (looks?.size === 0) waits.delete(database);
    if (waits.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    next: (database, seen, patience, signal) =>
      new Promise((resolve) => {
        const end = (version: string | null) => {
          leave(database, one);
          clearTimeout(late);
          signal.removeEventListener("abort", stop);
          resolve(version);
        };
        const one: Look = (version) => version !== seen && end(version);
        const stop = () => end(null);
        const late = setTimeout(stop, patience);
        join(database, one);
        signal.addEventListener("abort", stop);
        if (signal.aborted) stop();
      }),
    waiting: () => [...waits.values()].reduce((sum, looks) => sum + looks.size, 0),
  };
}
