import type { TransformerConfig } from "../nn/config.ts";
import { type Feeds, tensorOf } from "../onnx/runtime.ts";
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

/** Fills the inputs of `transformerLoss` with rows; the tensors are made once and reused. */
export function batchFeeds(config: TransformerConfig, batch: number) {
  const { sourceLength, targetLength, padToken, startToken } = config;
  const source = tokenInput(batch, sourceLength);
  const target = tokenInput(batch, targetLength);
  const labels = tokenInput(batch, targetLength);
  const mask = tokenInput(batch, sourceLength);
  const weights = new Float32Array(batch * targetLength);
  const feeds: Feeds = {
    source: source.tensor,
    target: target.tensor,
    labels: labels.tensor,
    labelWeights: tensorOf(weights, [batch, targetLength]),
    ...(padToken !== undefined && { sourceMask: mask.tensor }),
  };

  const setRow = (slot: number, data: TokenRows, row: number): void => {
    for (let i = 0; i < sourceLength; i++) {
      const token = data.source[row * sourceLength + i];
      source.words[2 * (slot * sourceLength + i)] = token;
      mask.words[2 * (slot * sourceLength + i)] = token === padToken ? 0 : 1;
    }
    let previous = startToken;
    for (let i = 0; i < targetLength; i++) {
      const token = data.target[row * targetLength + i];
      const at = slot * targetLength + i;
      target.words[2 * at] = previous;
      labels.words[2 * at] = token;
      weights[at] = token === padToken ? 0 : 1;
      previous = token;
    }
  };

  /** Divides the weights by `total`, the labels in all batches of one update, so that their losses add up to a mean. */
  const normalize = (total: number): void => {
    for (let i = 0; i < weights.length; i++) weights[i] /= total;
  };

  return { feeds, setRow, normalize };
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
function tokenInput(batch: number, length: number) {
  const values = new BigInt64Array(batch * length);
  return { tensor: tensorOf(values, [batch, length]), words: new Int32Array(values.buffer) };
}
