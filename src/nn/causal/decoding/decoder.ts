import { type Feeds, type Results, type Session, tensorOf, tokenTensor } from "../../../onnx/runtime.ts";
import type { Decoder } from "../../decoding/decoder.ts";
import type { CausalConfig } from "../config.ts";
import { type Cache, cacheTensors, copyRow, emptyCache, selectRows } from "./cache.ts";
import type { PromptRows } from "./model.ts";
import { rotaryTable } from "./rotary-table.ts";

/** Tokens, padding counted, of prompts that are read together. */
const readAtOnce = 1024;

/** Reads all of the prompts but their last tokens, from which their rows go on. */
export async function causalDecoder(
  config: CausalConfig,
  session: Session,
  { tokens, lengths, rows }: PromptRows,
  copies: number,
  newTokens: number,
): Promise<Decoder> {
  const model = stepper(config, session);
  const ends = Array.from(lengths);
  for (let row = 1; row < rows; row++) ends[row]! += ends[row - 1]!;
  const prompts = ends.map((end, row) => tokens.subarray(end - lengths[row]!, end - 1));
  const room = Math.max(...lengths) + Math.min(newTokens, firstRoom);
  let cache = emptyCache(config, rows * copies, Math.min(room, config.longest));
  for (const together of batchesOf(prompts)) {
    const read = await model.read(together.map((row) => prompts[row]!));
    for (const [i, row] of together.entries())
      for (let copy = 0; copy < copies; copy++)
        copyRow(config, read, i, cache, row * copies + copy, prompts[row]!.length);
  }
  const sourceOf = Array.from({ length: rows * copies }, (_, row) => Math.floor(row / copies));
  let seen = Int32Array.from(sourceOf, (source) => prompts[source]!.length);
  return {
    first: Int32Array.from(sourceOf, (source) => tokens[ends[source]! - 1]!),
    longest: Int32Array.from(sourceOf, (source) => Math.min(newTokens, config.longest - lengths[source]!)),
    async step(tokens, feeds) {
      const most = Math.max(...seen) + 1;
      if (most > cache.capacity) {
        const capacity = Math.min(config.longest, Math.ceil(cache.capacity * 1.5));
        cache = selectRows(config, cache, [...seen.keys()], capacity, seen);
      }
      const results = await model.step(tokens, seen, cache, feeds);
      seen = seen.map((count) => count + 1);
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

/** Prompts of like length go together, the empty ones nowhere. */
function batchesOf(prompts: readonly Int32Array[]): number[][] {
  const byLength = [...prompts.keys()]
    .filter((row) => prompts[row]!.length > 0)
    .sort((a, b) => prompts[a]!.length - prompts[b]!.length);
  const batches: number[][] = [];
  for (const row of byLength) {
    const last = batches.at(-1);
    if (last === undefined || (last.length + 1) * prompts[row]!.length > readAtOnce) batches.push([row]);
    else last.push(row);
  }
  return batches;
}

/** A session's runs. */
function stepper(config: CausalConfig, session: Session) {
  let table: Feeds = {};
  let places = 0;
  const tableOf = (least: number): Feeds => {
    if (config.positions.kind !== "rotary") return {};
    if (least > places) {
      places = Math.min(config.longest, Math.max(least, 2 * places));
      table = { ...rotaryTable(config.positions, places) };
    }
    return table;
  };
  const run = (feeds: Feeds, cache: Cache) => {
    const { past, present } = cacheTensors(config, cache);
    const fetches = Object.fromEntries(session.outputNames.map((name) => [name, present[name] ?? null]));
    return session.run({ ...feeds, ...tableOf(cache.capacity), ...past }, fetches);
  };
  return {
    /** A new cache that holds the prompts, which no token follows yet. */
    async read(prompts: readonly Int32Array[]): Promise<Cache> {
      const length = Math.max(...prompts.map((prompt) => prompt.length));
      const shape = [prompts.length, length];
      const tokens = new Int32Array(prompts.length * length);
      for (const [row, prompt] of prompts.entries()) tokens.set(prompt, row * length);
      const feeds = {
        tokens: tokenTensor(tokens, shape),
        positions: tokenTensor(
          tokens.map((_, i) => i % length),
          shape,
        ),
        last: tensorOf(
          Int32Array.from(prompts, (prompt) => prompt.length - 1),
          [prompts.length],
        ),
        total: tensorOf(Int32Array.of(length), []),
        wanted: tokenTensor([], [0]),
      };
      const cache = emptyCache(config, prompts.length, length);
      await run(feeds, cache);
      return cache;
    },

    /** What follows one more token of every row, the `seen` tokens of which `cache` holds; and writes those into it. */
    step(tokens: Int32Array, seen: Int32Array, cache: Cache, feeds: Feeds = {}): Promise<Results> {
      const rows = tokens.length;
      return run(
        {
          tokens: tokenTensor(tokens, [rows, 1]),
          positions: tokenTensor(seen, [rows, 1]),
          last: tensorOf(seen, [rows]),
          total: tensorOf(Int32Array.of(Math.max(...seen) + 1), []),
          wanted: tokenTensor(
            tokens.map((_, row) => row),
            [rows],
          ),
          ...feeds,
        },
        cache,
      );
    },
  };
}
