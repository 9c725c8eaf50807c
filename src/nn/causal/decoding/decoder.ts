import type { Decoder } from "../../decoding/decoder.ts";
import type { CausalConfig } from "../config.ts";
import { copyRow, emptyCache, selectRows } from "./cache.ts";
import type { Stepper } from "./stepper.ts";
import { batchesOf, rowsOf, type TokenRows } from "./token-rows.ts";

/** Tokens of prompts, padding counted, that are read at once. */
const readAtOnce = 1024;

/** Reads all of the prompts but their last tokens, from which their rows go on. */
export async function causalDecoder(
  config: CausalConfig,
  model: Stepper,
  sources: TokenRows,
  copies: number,
  newTokens: number,
): Promise<Decoder> {
  const rows = rowsOf(sources);
  const prompts = rows.map((row) => row.subarray(0, -1));
  const room = Math.max(...sources.lengths) + Math.min(newTokens, firstRoom);
  let cache = emptyCache(config, rows.length * copies, Math.min(room, config.longest));
  for (const together of batchesOf(prompts, readAtOnce)) {
    const read = await model.read(together.map((row) => prompts[row]!));
    for (const [i, row] of together.entries())
      for (let copy = 0; copy < copies; copy++)
        copyRow(config, read.cache, i, cache, row * copies + copy, prompts[row]!.length);
  }
  const sourceOf = Array.from({ length: rows.length * copies }, (_, row) => Math.floor(row / copies));
  let seen = Int32Array.from(sourceOf, (source) => prompts[source]!.length);
  return {
    first: Int32Array.from(sourceOf, (source) => rows[source]!.at(-1)!),
    longest: Int32Array.from(sourceOf, (source) =>
      Math.min(newTokens, config.longest - rows[source]!.length),
    ),
    async step(tokens) {
      const most = Math.max(...seen) + 1;
      if (most > cache.capacity) {
        const capacity = Math.min(config.longest, Math.ceil(cache.capacity * 1.5));
        cache = selectRows(config, cache, [...seen.keys()], capacity, seen);
      }
      const results = await model.step(tokens, seen, cache);
      // A row that has ended may stay in the batch past its longest.
      seen = seen.map((count) => Math.min(count + 1, config.longest - 1));
      return results;
    },
    keep(kept) {
      if (kept.length === seen.length && kept.every((row, i) => row === i)) return;
      cache = selectRows(config, cache, kept, cache.capacity, seen);
      seen = Int32Array.from(kept, (row) => seen[row]!);
    },
  };
}

/** New tokens there is room for before a cache grows. */
const firstRoom = 128;
