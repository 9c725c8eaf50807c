import { type Feeds, tensorOf } from "../../../onnx/runtime.ts";
import type { CausalConfig } from "../config.ts";
import { cachedSize, cacheNames } from "./graph.ts";

/**
 * Keys and values of the tokens that a model has read, a row each sequence, every layer's in memory that a step writes into
 * where it lies. Token p of a row lies at p, so that a row's numbers do not depend on the others'.
 */
export interface Cache {
  readonly rows: number;
  /** Tokens there is room for in every row. */
  readonly capacity: number;
  /** [rows, keyValueHeads, capacity, cachedSize] each, in the order of `cacheNames`. */
  readonly buffers: readonly Float32Array[];
}

export function emptyCache(config: CausalConfig, rows: number, capacity: number): Cache {
  const length = rows * config.keyValueHeads * capacity * cachedSize(config);
  return {
    rows,
    capacity,
    buffers: Array.from({ length: 2 * config.layers }, () => new Float32Array(length)),
  };
}

/** As inputs and outputs of a step. */
export function cacheTensors(config: CausalConfig, { rows, capacity, buffers }: Cache) {
  const shape = [rows, config.keyValueHeads, capacity, cachedSize(config)];
  const length = shape.reduce((a, b) => a * b);
  const named = (kind: "past" | "present"): Feeds =>
    Object.fromEntries(
      cacheNames(kind, config).map((name, i) => [name, tensorOf(buffers[i]!.subarray(0, length), shape)]),
    );
  return { past: named("past"), present: named("present") };
}

/** Copies the first `seen` tokens of a row of one cache into a row of another, which has room for them. */
export function copyRow(
  config: CausalConfig,
  from: Cache,
  row: number,
  to: Cache,
  place: number,
  seen: number,
): void {
  const size = cachedSize(config);
  for (const [i, source] of from.buffers.entries())
    for (let head = 0; head < config.keyValueHeads; head++) {
      const start = (row * config.keyValueHeads + head) * from.capacity * size;
      const target = (place * config.keyValueHeads + head) * to.capacity * size;
      to.buffers[i]!.set(source.subarray(start, start + seen * size), target);
    }
}

/**
 * The cache with these rows alone, in this order, and this room.
 * @param seen tokens of each row in `cache`
 */
export function selectRows(
  config: CausalConfig,
  cache: Cache,
  rows: readonly number[],
  capacity: number,
  seen: ArrayLike<number>,
): Cache {
  const isInPlace = capacity === cache.capacity && rows.every((row, i) => i === 0 || row > rows[i - 1]!);
  const selected = isInPlace ? { ...cache, rows: rows.length } : emptyCache(config, rows.length, capacity);
  for (const [place, row] of rows.entries())
    if (!isInPlace || place !== row) copyRow(config, cache, row, selected, place, seen[row]!);
  return selected;
}
