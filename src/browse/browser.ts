import { statSync } from "node:fs";
import { openSession } from "./columns/session.ts";
import type { CandidateSet, RowFilter, RowPage, SetState } from "./row.ts";

/** Columns of a set, in the order of its candidates' positions. */
export interface SetColumns {
  readonly rows: number;
  /** The input of each candidate, 0 … inputs − 1. */
  readonly group: Int32Array;
  /** By verifier: NaN where scoring failed, −Infinity where the output was not parsed. */
  readonly scores: ReadonlyMap<string, Float64Array>;
  /** By verifier: positions from the highest score to the lowest; those without a finite score last. */
  readonly order: ReadonlyMap<string, Int32Array>;
  /** By selection (`s12`): reason codes, 0 = kept. */
  readonly reasons: ReadonlyMap<string, Uint8Array>;
}

/** Looks at the rows of one database's runs. Columns are loaded and texts indexed in a thread of their own. */
export interface Browser {
  sets(run: number): CandidateSet[];
  /** @param stage a candidates' stage @throws PstarError where the filter names what the set has not */
  page(
    run: number,
    stage: number,
    filter: RowFilter,
    part: { readonly offset: number; readonly limit: number },
  ): Promise<RowPage>;
  state(run: number, stage: number): SetState;
  /** Loaded where they are not yet. */
  columns(run: number, stage: number): Promise<SetColumns>;
  close(): Promise<void>;
}

/**
 * Nothing is opened before the first question. A database that another one has taken the place of is opened anew.
 *
 * @param path of the database, which is only read; the index of its texts lies beside it, or in a temporary folder
 */
export function createBrowser(path: string): Browser {
  let opened: { readonly file: string; readonly session: Browser } | undefined;
  const session = (): Browser => {
    const { dev, ino } = statSync(path, { throwIfNoEntry: false }) ?? { dev: 0, ino: 0 };
    const file = `${dev} ${ino}`;
    if (opened?.file === file) return opened.session;
    opened?.session.close();
    opened = undefined;
    opened = { file, session: openSession(path) };
    return opened.session;
  };
  return {
    sets: (run) => session().sets(run),
    page: async (...question) => session().page(...question),
    state: (...question) => session().state(...question),
    columns: async (...question) => session().columns(...question),
    close: async () => opened?.session.close(),
  };
}
