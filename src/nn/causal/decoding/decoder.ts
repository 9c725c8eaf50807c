import type { Feeds } from "../../../onnx/runtime.ts";
import type { Decoder } from "../../decoding/decoder.ts";
import { areUnchanged, gatheredRows, selectedRows } from "../../decoding/rows.ts";
import type { CausalConfig } from "../config.ts";
import { copyRow, emptyCache, selectRows } from "./cache.ts";
import type { Stepper } from "./stepper.ts";
import { batchesOf, rowsOf, type TokenRows } from "./token-rows.ts";

/** Tokens of prompts, padding counted, that are read at once. */
const readAtOnce = 1024;

/** Reads the prompts; what follows them is the first step's. */
export async function causalDecoder(
  config: CausalConfig,
  model: Stepper,
  sources: TokenRows,
  copies: number,
  newTokens: number,
): Promise<Decoder> {
  const prompts = rowsOf(sources);
  const sourceOf = Array.from({ length: prompts.length * copies }, (_, row) => Math.floor(row / copies));
  const room = Math.max(1, ...sources.lengths) + Math.min(newTokens, firstRoom);
  let cache = emptyCache(config, sourceOf.length, Math.min(room, config.longest));
  const runs: Feeds[] = [];
  const places = new Map<number, readonly [number, number]>();
  for (const [run, together] of batchesOf(prompts, readAtOnce).entries()) {
    const rows = together.map((row) => prompts[row]!);
    const length = Math.max(...rows.map((row) => row.length));
    const read = await model.read(
      rows,
      rows.map((row, i) => i * length + row.length - 1),
    );
    runs.push(read.results);
    for (const [i, row] of together.entries()) {
      places.set(row, [run, i]);
      for (let copy = 0; copy < copies; copy++)
        copyRow(config, read.cache, i, cache, row * copies + copy, rows[i]!.length);
    }
  }
  let next: Feeds | undefined = gatheredRows(
    runs,
    sourceOf.map((source) => places.get(source)!),
  );
  // A row that has ended may stay in the batch past its longest.
  const bounded = (count: number) => Math.min(count, config.longest - 1);
  let seen = Int32Array.from(sourceOf, (source) => bounded(prompts[source]!.length));
  return {
    longest: Int32Array.from(sourceOf, (source) =>
      Math.min(newTokens, config.longest - prompts[source]!.length),
    ),
    async step(tokens) {
      const known = next;
      next = undefined;
      if (known !== undefined || tokens === undefined) return known!;
      if (Math.max(...seen) >= cache.capacity) {
        const capacity = Math.min(config.longest, Math.ceil(cache.capacity * 1.5));
        cache = selectRows(config, cache, [...seen.keys()], capacity, seen);
      }
      const results = await model.step(tokens, seen, cache);
      seen = seen.map((count) => bounded(count + 1));
      return results;
    },
    keep(kept) {
      if (areUnchanged(kept, seen.length)) return;
      cache = selectRows(config, cache, kept, cache.capacity, seen);
      seen = Int32Array.from(kept, (row) => seen[row]!);
      next = next && selectedRows(next, kept);
    },
  };
}

/** New tokens there is room for before a cache grows. */
const firstRoom = 128;
