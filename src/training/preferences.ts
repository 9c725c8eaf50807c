import { z } from "zod";
import type { Network } from "../nn/parameters.ts";
import { type Feeds, tensorOf, valuesOf } from "../onnx/runtime.ts";
import { batchesByLength, orderByLength, paddedLength, tokenInput } from "./batches.ts";
import type { PreferenceJob } from "./job.ts";
import type { Objective, TrainingBatch } from "./objective.ts";
import { lengthsOf, type Sequences } from "./packing.ts";
import { type PairsShape, preferenceLoss } from "./preference-loss.ts";

/** Direct preference optimisation (Rafailov et al. 2023). */
export const preferenceOptions = z.strictObject({
  beta: z
    .number()
    .positive()
    .default(0.1)
    .describe("How strongly the model is held to the one it starts from"),
});

export type PreferenceOptions = z.infer<typeof preferenceOptions>;

/** Pairs with what the model that training starts from says of them. */
interface Pairs {
  readonly data: Sequences;
  /** Tokens of the longer answer with its prompt. */
  readonly lengths: Int32Array;
  /** log π(chosen) − log π(rejected). */
  readonly references: Float32Array;
}

/** A decoder-only model learns to prefer one answer to another: `preferenceLoss`. */
export function preferenceLearning(job: PreferenceJob): Objective {
  const { causal: config, options, preference, rowLength, seed, validation } = job;
  const { batchSize, accumulate, labelSmoothing } = options;
  const pairs = pairsOf(job.data);
  const held = validation && pairsOf(validation.data);
  const rowAt = orderByLength(pairs.lengths, batchSize * accumulate, seed);
  const feedsOf = pairFeeds({ pairs: batchSize, length: rowLength });

  const batchOf = (pairs: Pairs, rows: readonly number[], weight: number, smoothing = 0): TrainingBatch => {
    const longest = Math.max(...rows.map((row) => pairs.lengths[row]!));
    const length = paddedLength(longest, { sourceLength: rowLength });
    const settings = { beta: preference.beta, labelSmoothing: smoothing };
    return {
      graph: String(length),
      loss: (network: Network) => preferenceLoss(network, config, { pairs: batchSize, length }, settings),
      feeds: feedsOf(pairs, rows, length, weight),
    };
  };

  return {
    measures: ["accuracy", "margin"],
    async *prepare(run) {
      for (const set of held === undefined ? [pairs] : [pairs, held])
        for (const rows of batchesByLength(set.lengths, batchSize)) {
          const { preference } = await run(batchOf(set, rows, 0));
          const values = valuesOf<Float32Array>(preference!);
          for (const [slot, row] of rows.entries()) set.references[row] = values[slot]!;
          yield;
        }
    },
    *batches(number) {
      for (let batch = 0; batch < accumulate; batch++) {
        const first = (number * accumulate + batch) * batchSize;
        const rows = Array.from({ length: batchSize }, (_, i) => rowAt(first + i));
        yield batchOf(pairs, rows, 1 / (batchSize * accumulate), labelSmoothing);
      }
    },
    ...(held && {
      *validation() {
        for (const rows of batchesByLength(held.lengths, batchSize))
          yield batchOf(held, rows, 1 / held.lengths.length);
      },
    }),
  };
}

function pairsOf(data: Sequences): Pairs {
  const each = lengthsOf(data);
  const lengths = Int32Array.from({ length: each.length / 2 }, (_, i) =>
    Math.max(each[2 * i]!, each[2 * i + 1]!),
  );
  return { data, lengths, references: new Float32Array(lengths.length) };
}

/** Makes the inputs of `preferenceLoss`, in memory that the next batch uses again. */
function pairFeeds({ pairs, length }: PairsShape) {
  const size = 2 * pairs * length;
  const [tokens, positions, segments, labels, labelAt, labelRow] = Array.from({ length: 6 }, () =>
    tokenInput(size),
  );
  const reference = new Float32Array(pairs);
  const weights = new Float32Array(pairs);

  /**
   * @param rows places of pairs, as many as the batch has or fewer
   * @param length to which sequences are filled up
   * @param weight of each pair
   */
  return ({ data, references }: Pairs, rows: readonly number[], length: number, weight: number): Feeds => {
    for (const input of [tokens, positions, segments]) input!.words.fill(0);
    weights.fill(weight, 0, rows.length).fill(0, rows.length);
    let count = 0;
    for (const [slot, row] of rows.entries()) {
      reference[slot] = references[row]!;
      for (const answer of [0, 1]) {
        const sequence = 2 * row + answer;
        const [start, end] = [data.starts[sequence]!, data.starts[sequence + 1]!];
        const first = (2 * slot + answer) * length;
        for (let i = 0; i < end - start; i++) {
          tokens!.words[2 * (first + i)] = data.tokens[start + i]!;
          positions!.words[2 * (first + i)] = i;
          segments!.words[2 * (first + i)] = 1;
          if (i < data.prompts[sequence]!) continue;
          labels!.words[2 * count] = data.tokens[start + i]!;
          labelAt!.words[2 * count] = first + i - 1;
          labelRow!.words[2 * count] = 2 * slot + answer;
          count++;
        }
      }
    }
    const shape = [2 * pairs, length];
    return {
      tokens: tokens!.tensor(shape),
      positions: positions!.tensor(shape),
      segments: segments!.tensor(shape),
      labels: labels!.tensor([count]),
      labelAt: labelAt!.tensor([count]),
      labelRow: labelRow!.tensor([count]),
      reference: tensorOf(reference, [pairs]),
      pairWeights: tensorOf(weights, [pairs]),
    };
  };
}
