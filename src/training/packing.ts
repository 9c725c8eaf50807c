import { createRandom, shuffle } from "../random/generator.ts";
import { deriveSeed } from "../random/seed.ts";

/** Token sequences of different lengths, end to end; over shared memory, so that several trainings can read one copy. */
export interface Sequences {
  readonly tokens: Int32Array<SharedArrayBuffer>;
  /** Where each begins, and where the last ends. */
  readonly starts: Int32Array<SharedArrayBuffer>;
  /** Tokens of each that are given and not learnt, at least 1. */
  readonly prompts: Int32Array<SharedArrayBuffer>;
}

export function lengthsOf({ starts, prompts }: Sequences): Int32Array {
  return Int32Array.from(prompts, (_, i) => starts[i + 1]! - starts[i]!);
}

/** Tokens of a sequence that are learnt. */
export function labelCount({ starts, prompts }: Sequences, sequence: number): number {
  return starts[sequence + 1]! - starts[sequence]! - prompts[sequence]!;
}

/** Rows that still have room and are tried: more would fill rows better and keep their order less random. */
const open = 32;

/**
 * The sequences of each row at a position of training: every epoch packs all sequences once, in an order of its own that depends on
 * the seed and the epoch alone, each into the first of the open rows that has room. So a position says it all, and a resumed
 * training sees what an uninterrupted one does.
 * @param lengths of the sequences, none above `rowLength`
 */
export function packedRows(
  lengths: ArrayLike<number>,
  rowLength: number,
  seed: number,
): (position: number) => readonly number[] {
  const epochs: number[][][] = [];
  const first: number[] = [0];
  return (position) => {
    while (first[first.length - 1]! <= position) {
      const rows = packEpoch(lengths, rowLength, deriveSeed(seed, "epoch", epochs.length));
      epochs.push(rows);
      first.push(first[first.length - 1]! + rows.length);
      // Only the current epoch and the one before can be asked for; earlier rows need no memory.
      if (epochs.length > 2) epochs[epochs.length - 3] = [];
    }
    const epoch = first.findLastIndex((start) => start <= position);
    return epochs[epoch]![position - first[epoch]!]!;
  };
}

/** All sequences once, packed into rows. */
export function packEpoch(lengths: ArrayLike<number>, rowLength: number, seed: number): number[][] {
  const order = shuffle(
    Uint32Array.from({ length: lengths.length }, (_, i) => i),
    createRandom(seed),
  );
  const rows: number[][] = [];
  const waiting: { readonly sequences: number[]; left: number }[] = [];
  for (const sequence of order) {
    const length = lengths[sequence]!;
    let row = waiting.find(({ left }) => left >= length);
    if (row === undefined) {
      if (waiting.length === open) rows.push(waiting.shift()!.sequences);
      row = { sequences: [], left: rowLength };
      waiting.push(row);
    }
    row.sequences.push(sequence);
    row.left -= length;
  }
  return [...rows, ...waiting.map(({ sequences }) => sequences)];
}
