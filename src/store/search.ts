import Database from "better-sqlite3";
import { explaining } from "./failures.ts";
import { endOf, rowId } from "./ids.ts";
import { searchTerms } from "./search-words.ts";

/** An index of texts that is open to be searched, while another thread may be writing it. */
export interface Searcher {
  /**
   * What has every word of a search, each in itself or in its input.
   *
   * @param typed by a person; anything
   * @returns for each word, which inputs and which candidates have it; nothing where nothing can be looked for
   */
  find(typed: string, stage: number, examples: number): FoundWord[];
  close(): void;
}

export interface FoundWord {
  /** Positions of examples, ascending. */
  readonly inputs: readonly number[];
  /** Positions of candidates, ascending. */
  readonly outputs: readonly number[];
}

/** @throws PstarError where the index can't be read */
export function openSearcher(path: string): Searcher {
  return explaining(path, () => {
    const database = new Database(path, { readonly: true, timeout: 30_000 });
    database.pragma("cache_size = -65536");
    const statement = (table: string) =>
      database
        .prepare<[string, number, number], number>(
          // Positions are small integers to the engine, which takes half the time that ids take.
          `SELECT rowid & 4294967295 FROM ${table} WHERE ${table} MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid`,
        )
        .pluck();
    const inputs = statement("inputs");
    const outputs = statement("outputs");
    return {
      find: (typed, stage, examples) =>
        explaining(path, () =>
          searchTerms(typed).map((term) => ({
            inputs: inputs.all(term, rowId(examples, 0), endOf(examples)),
            outputs: outputs.all(term, rowId(stage, 0), endOf(stage)),
          })),
        ),
      close: () => database.close(),
    };
  });
}
