import type { TransformerConfig } from "../nn/config.ts";
import { type Feeds, tensorOf } from "../onnx/runtime.ts";
import { sizeOf } from "../onnx/shape.ts";
import { createRandom, shuffle } from "../random/generator.ts";
import { deriveSeed } from "../random/seed.ts";

/** Training rows, all of the model's lengths, shorter ones filled with its pad token. */
export interface TokenRows {
  /** rows × sourceLength; over shared memory, so that several trainings can read one copy. */
  readonly source: Int32Array<SharedArrayBuffer>;
  /** rows × targetLength. */
  readonly target: Int32Array<SharedArrayBuffer>;
  readonly rows: number;
}

export function sharedTokens(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/**
 * The row at a position of training: every epoch goes through all rows once, in an order of its own that depends on the
 * seed and the epoch alone. So a position says it all, and a resumed training sees what an uninterrupted one does.
 */
export function rowOrder(rows: number, seed: number): (position: number) => number {
  let epoch = -1;
  let order = new Uint32Array(0);
  return (position) => {
    const wanted = Math.floor(position / rows);
    if (wanted !== epoch) {
      epoch = wanted;
      order = shuffle(
        Uint32Array.from({ length: rows }, (_, i) => i),
        createRandom(deriveSeed(seed, "epoch", epoch)),
      );
    }
    return order[position % rows];
  };
}

const updatesTogether = 32;

/**
 * As `rowOrder`, with rows of like length in one update, so that little is padded: each stretch of 32 updates is sorted by
 * length, cut into its updates, and these shuffled. The rows of an update come shortest first.
 * @param lengths of the rows
 * @param perUpdate rows in one update
 */
export function orderByLength(
  lengths: ArrayLike<number>,
  perUpdate: number,
  seed: number,
): (position: number) => number {
  const rows = lengths.length;
  const shuffledAt = rowOrder(rows, seed);
  let epoch = -1;
  let order = new Uint32Array(0);
  return (position) => {
    const wanted = Math.floor(position / rows);
    if (wanted !== epoch) {
      epoch = wanted;
      order = Uint32Array.from({ length: rows }, (_, i) => shuffledAt(epoch * rows + i));
      const random = createRandom(deriveSeed(seed, "updates", epoch));
      // The update that an epoch begins within stays as it is.
      const begun = (epoch * rows) % perUpdate;
      const first = begun === 0 ? 0 : perUpdate - begun;
      for (let start = first; start < rows; start += updatesTogether * perUpdate) {
        const stretch = order.subarray(start, start + updatesTogether * perUpdate);
        stretch.sort((a, b) => lengths[a] - lengths[b]);
        const sorted = stretch.slice();
        const updates = shuffle(
          Uint32Array.from({ length: stretch.length / perUpdate }, (_, i) => i),
          random,
        );
        updates.forEach((from, to) => {
          stretch.set(sorted.subarray(from * perUpdate, (from + 1) * perUpdate), to * perUpdate);
        });
      }
    }
    return order[position % rows];
  };
}

/** Tokens of each source before its padding. */
export function sourceLengths({ source, rows }: TokenRows, config: TransformerConfig): Int32Array {
  const { sourceLength, padToken } = config;
  return Int32Array.from({ length: rows }, (_, row) => {
    const tokens = source.subarray(row * sourceLength, (row + 1) * sourceLength);
    return tokens.findLastIndex((token) => token !== padToken) + 1;
  });
}

/** The length to which sources whose longest has `longest` tokens are padded: one of six, each of which needs a graph. */
export function paddedLength(
  longest: number,
  { sourceLength }: Pick<TransformerConfig, "sourceLength">,
): number {
  const step = Math.ceil(sourceLength / 6);
  return Math.min(sourceLength, step * Math.max(1, Math.ceil(longest / step)));
}

/** Makes the inputs of `transformerLoss` from rows, in memory that the next batch uses again. */
export function batchFeeds(config: TransformerConfig, batch: number) {
  const { sourceLength, targetLength, padToken, startToken } = config;
  const source = tokenInput(batch * sourceLength);
  const mask = tokenInput(batch * sourceLength);
  const target = tokenInput(batch * targetLength);
  const labels = tokenInput(batch * targetLength);
  const labelAt = tokenInput(batch * targetLength);
  const weights = new Float32Array(batch * targetLength);

  /**
   * @param rows as many as the batch has, or fewer
   * @param length to which the sources are cut; what is beyond is padding
   * @param totalLabels labels in all batches of one update, so that their losses add up to a mean
   */
  return (data: TokenRows, rows: readonly number[], length: number, totalLabels: number): Feeds => {
    for (const [slot, row] of rows.entries())
      for (let i = 0; i < length; i++) {
        const token = data.source[row * sourceLength + i];
        source.words[2 * (slot * length + i)] = token;
        mask.words[2 * (slot * length + i)] = token === padToken ? 0 : 1;
      }
    let count = 0;
    for (const [slot, row] of rows.entries()) {
      let previous = startToken;
      for (let i = 0; i < targetLength; i++) {
        const token = data.target[row * targetLength + i];
        target.words[2 * (slot * targetLength + i)] = previous;
        previous = token;
        if (token === padToken) continue;
        labels.words[2 * count] = token;
        labelAt.words[2 * count] = slot * targetLength + i;
        count++;
      }
    }
    // Without padding a graph has labels for all rows, even where some are missing.
    const size = padToken === undefined ? batch * targetLength : count;
    weights.fill(1 / totalLabels, 0, count).fill(0, count);
    return {
      source: source.tensor([batch, length]),
      target: target.tensor([batch, targetLength]),
      labels: labels.tensor([size]),
      labelWeights: tensorOf(weights.subarray(0, size), [size]),
      ...(padToken !== undefined && {
        sourceMask: mask.tensor([batch, length]),
        labelAt: labelAt.tensor([count]),
      }),
    };
  };
}

/** The rows in batches, those of like length together; the last may be smaller. */
export function batchesByLength(lengths: ArrayLike<number>, batch: number): number[][] {
  const order = Array.from(lengths, (_, row) => row).sort((a, b) => lengths[a]! - lengths[b]!);
  return chunks(order, batch);
}

/** Pieces of so many elements; the last may be smaller. */
export function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** Number of labels of a row that are not padding. */
export function labelCount({ target }: TokenRows, row: number, config: TransformerConfig): number {
  const { targetLength, padToken } = config;
  if (padToken === undefined) return targetLength;
  let count = 0;
  for (let i = row * targetLength; i < (row + 1) * targetLength; i++) if (target[i] !== padToken) count++;
  return count;
}

/** An int64 input written through its low words: far quicker than a BigInt an element. */
export function tokenInput(size: number) {
  const values = new BigInt64Array(size);
  return {
    words: new Int32Array(values.buffer),
    tensor: (shape: readonly number[]) => tensorOf(values.subarray(0, sizeOf(shape)), shape),
  };
}
