import { z } from "zod";
import type { Network } from "../nn/parameters.ts";
import type { Tensor } from "../onnx/graph.ts";
import { type Feeds, tensorOf, valuesOf } from "../onnx/runtime.ts";
import {
  batchesByLength,
  batchFeeds,
  orderByLength,
  paddedLength,
  sourceLengths,
  type TokenRows,
} from "./batches.ts";
import { packedFeeds, packedLogits } from "./causal.ts";
import type { CausalPreferenceJob, PreferenceJob, TranslationPreferenceJob } from "./job.ts";
import type { Objective, TrainingBatch } from "./objective.ts";
import { lengthsOf, type Sequences } from "./packing.ts";
import { preferenceLoss } from "./preference-loss.ts";
import { pairLogits } from "./transformer-loss.ts";

/** Direct preference optimisation (Rafailov et al. 2023). */
export const preferenceOptions = z.strictObject({
  beta: z
    .number()
    .positive()
    .default(0.1)
    .describe("How strongly the model is held to the one it starts from"),
});

export type PreferenceOptions = z.infer<typeof preferenceOptions>;

/** How a kind of model reads the answers of a batch: the chosen ones of all its pairs, then the rejected ones. */
interface Reader<Data> {
  /** Of each pair, the length by which batches are put together, and the most that there is. */
  readonly lengths: (data: Data) => Int32Array;
  readonly longest: number;
  /** Tokens of an answer's row in a batch of that length. */
  readonly rowLength: (length: number) => number;
  /** See `LogitsAt`. */
  readonly logits: (network: Network, length: number, at: Tensor) => Tensor;
  /** Inputs of the logits, with `labels` and `labelAt`. */
  readonly feeds: (data: Data, answers: readonly number[], length: number) => Feeds;
}

/** A model learns to prefer one answer to another: `preferenceLoss`. */
export function preferenceLearning(job: PreferenceJob): Objective {
  return "causal" in job ? learning(job, causalReader(job)) : learning(job, translationReader(job));
}

/** Sequences, each in a row of its own. */
function causalReader({ causal: config, rowLength, options }: CausalPreferenceJob): Reader<Sequences> {
  const batch = 2 * options.batchSize;
  return {
    lengths: (data) => {
      const each = lengthsOf(data);
      return Int32Array.from({ length: each.length / 2 }, (_, i) => Math.max(each[2 * i]!, each[2 * i + 1]!));
    },
    longest: rowLength,
    rowLength: (length) => length,
    logits: (network, length, at) => packedLogits(network, config, { batch, length }, at),
    feeds(data, answers, length) {
      const rows = answers.map((answer) => [answer]);
      const { labelWeights: _, ...feeds } = packedFeeds({ batch, length })(data, rows, 1);
      return feeds;
    },
  };
}

/** Batches are put together by the lengths of sources. */
function translationReader({ config, options }: TranslationPreferenceJob): Reader<TokenRows> {
  const batch = 2 * options.batchSize;
  const feedsOf = batchFeeds(config, batch);
  return {
    lengths: (data) => sourceLengths(data, config).filter((_, row) => row % 2 === 0),
    longest: config.sourceLength,
    rowLength: () => config.targetLength,
    logits: (network, sourceLength, at) => pairLogits(network, config, { batch, sourceLength }, at),
    feeds(data, answers, length) {
      const { labelWeights: _, ...feeds } = feedsOf(data, answers, length, 1);
      return feeds;
    },
  };
}

/** Pairs with what the model that training starts from says of them. */
interface Pairs<Data> {
  readonly data: Data;
  readonly lengths: Int32Array;
  /** log π(chosen) − log π(rejected). */
  readonly references: Float32Array;
}

interface PairsJob<Data> extends Pick<PreferenceJob, "options" | "preference" | "seed"> {
  readonly data: Data;
  readonly validation?: { readonly data: Data };
}

function learning<Data>(
  { options, preference, seed, data, validation }: PairsJob<Data>,
  reader: Reader<Data>,
): Objective {
  const { batchSize, accumulate, labelSmoothing } = options;
  const pairsOf = (data: Data): Pairs<Data> => {
    const lengths = reader.lengths(data);
    return { data, lengths, references: new Float32Array(lengths.length) };
  };
  const pairs = pairsOf(data);
  const held = validation && pairsOf(validation.data);
  const rowAt = orderByLength(pairs.lengths, batchSize * accumulate, seed);

  /** @param rows as many as the batch has, or fewer: the others are filled with the first, which then counts once */
  const batchOf = (
    { data, lengths, references }: Pairs<Data>,
    rows: readonly number[],
    weight: number,
    smoothing = 0,
  ): TrainingBatch => {
    const longest = Math.max(...rows.map((row) => lengths[row]!));
    const length = paddedLength(longest, { sourceLength: reader.longest });
    const filled = Array.from({ length: batchSize }, (_, slot) => rows[slot] ?? rows[0]!);
    const answers = [0, 1].flatMap((answer) => filled.map((row) => 2 * row + answer));
    const shape = { pairs: batchSize, length: reader.rowLength(length) };
    const settings = { beta: preference.beta, labelSmoothing: smoothing };
    const weights = new Float32Array(batchSize).fill(weight, 0, rows.length);
    const reference = Float32Array.from(filled, (row) => references[row]!);
    return {
      graph: String(length),
      loss: (network) => preferenceLoss(network, (at) => reader.logits(network, length, at), shape, settings),
      feeds: {
        ...reader.feeds(data, answers, length),
        reference: tensorOf(reference, [batchSize]),
        pairWeights: tensorOf(weights, [batchSize]),
      },
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
