import { setTimeout as sleep } from "node:timers/promises";
import type { Wanted } from "./account.ts";
import { startAccountThread } from "./account-thread.ts";
import { type Body, bodyOf } from "./answer.ts";
import type { Database } from "./databases.ts";
import { createMemo } from "./memo.ts";

/** What runs show, worked out once for each state of their database. */
export interface Accounts {
  /** Null where there is no such figure. @throws PstarError where the run cannot be read */
  body(database: Database, run: number, wanted: Wanted): Promise<Body | null>;
  close(): Promise<void>;
}

/** After a run that is being written to was accounted for, it rests for twice as long, and for five seconds at most. */
const REST = 2;
const LONGEST = 5000;

const types = {
  run: "application/json",
  figures: "application/json",
  report: "text/html; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  csv: "text/csv; charset=utf-8",
} as const;

export function createAccounts(): Accounts {
  const thread = startAccountThread();
  const bodies = createMemo<Body | null>(128);
  /** The version each run was last accounted for at, and when the next one is due. */
  const last = new Map<string, { readonly version: string; readonly due: number }>();

  const versionOf = async (database: Database, run: number): Promise<string> => {
    const { version, due } = last.get(placeOf(database, run)) ?? { version: "", due: 0 };
    const rest = due - performance.now();
    if (rest > 0 && version !== database.version()) await sleep(rest, undefined, { ref: false });
    return database.version();
  };

  const workOut = async (database: Database, run: number, version: string, wanted: Wanted) => {
    const began = performance.now();
    const content = await thread.ask({ subject: { path: database.path, run, version }, wanted });
    const end = performance.now();
    const place = placeOf(database, run);
    // Whatever was asked first of a version had to account for the run.
    if (last.get(place)?.version !== version) {
      last.set(place, { version, due: end + Math.min(LONGEST, REST * (end - began)) });
    }
    return content === null
      ? null
      : bodyOf(content, types[wanted.kind === "figure" ? wanted.as : wanted.kind]);
  };

  return {
    body: async (database, run, wanted) => {
      const version = await versionOf(database, run);
      return bodies([database.db, run, version, JSON.stringify(wanted)], () =>
        workOut(database, run, version, wanted),
      );
    },
    close: thread.end,
  };
}

const placeOf = ({ db }: Database, run: number): string => `${db} ${run}`;
