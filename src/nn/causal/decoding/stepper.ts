import { type Feeds, type Results, type Session, tensorOf, tokenTensor } from "../../../onnx/runtime.ts";
import type { CausalConfig } from "../config.ts";
import { type Cache, cacheTensors, emptyCache } from "./cache.ts";
import { rotaryTable } from "./rotary-table.ts";

export type Stepper = ReturnType<typeof stepper>;

/**
 * Runs a session of `causalStepGraph`.
 * @param always what its output asks for at every run
 */
export function stepper(config: CausalConfig, session: Session, always: Feeds = {}) {
  let table: Feeds = {};
  let places = 0;
  const rotary = (least: number): Feeds => {
    if (config.positions.kind === "rotary" && least > places) {
      places = Math.min(config.longest, Math.max(least, 2 * places));
      table = rotaryTable(config.positions, places);
    }
    return table;
  };
  /** What comes out beside the cache, which is written where it lies. */
  const run = async (feeds: Feeds, cache: Cache): Promise<Results> => {
    const { past, present } = cacheTensors(config, cache);
    const fetches = Object.fromEntries(session.outputNames.map((name) => [name, present[name] ?? null]));
    const results = await session.run({ ...always, ...feeds, ...rotary(cache.capacity), ...past }, fetches);
    return Object.fromEntries(Object.entries(results).filter(([name]) => !(name in present)));
  };
  return {
    /**
     * Reads whole rows, none empty.
     * @param wanted tokens whose continuation is asked for: row × the longest row's length + place
     */
    async read(
      rows: readonly Int32Array[],
      wanted: readonly number[],
      feeds: Feeds = {},
    ): Promise<{ readonly cache: Cache; readonly results: Results }> {
      const length = Math.max(...rows.map((row) => row.length));
      const shape = [rows.length, length];
      const tokens = new Int32Array(rows.length * length);
      for (const [i, row] of rows.entries()) tokens.set(row, i * length);
      const positions = tokens.map((_, i) => i % length);
      const inputs = {
        tokens: tokenTensor(tokens, shape),
        positions: tokenTensor(positions, shape),
        last: tensorOf(
          Int32Array.from(rows, (row) => row.length - 1),
          [rows.length],
        ),
        total: tensorOf(Int32Array.of(length), []),
        wanted: tokenTensor(wanted, [wanted.length]),
      };
      const cache = emptyCache(config, rows.length, length);
      return { cache, results: await run({ ...inputs, ...feeds }, cache) };
    },

    /** What follows one more token of every row, of which the cache holds `seen` and then holds one more. */
    step(tokens: Int32Array, seen: Int32Array, cache: Cache): Promise<Results> {
      const rows = tokens.length;
      const inputs = {
        tokens: tokenTensor(tokens, [rows, 1]),
        positions: tokenTensor(seen, [rows, 1]),
        last: tensorOf(seen, [rows]),
        total: tensorOf(Int32Array.of(Math.max(...seen) + 1), []),
        wanted: tokenTensor([...tokens.keys()], [rows]),
      };
      return run(inputs, cache);
    },
  };
}
