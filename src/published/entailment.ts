import { PstarError } from "../errors.ts";
import type { Tensor } from "./library.ts";
import { type Loaded, load, type Surroundings } from "./load.ts";
import type { Source } from "./source.ts";
import { floatsOf } from "./text-generation.ts";
import { indexOfRun, longestInput, padRows } from "./tokens.ts";

/** A model that tells whether a premise entails a hypothesis. */
export interface Judge extends Loaded {
  readonly longest: number;
  /** Where the classes are in its output. */
  readonly entailment: number;
  readonly contradiction: number;
  readonly frame: PairFrame;
}

/** A premise's and a hypothesis's tokens. */
export interface Pair {
  readonly premise: readonly number[];
  readonly hypothesis: readonly number[];
}

/** @throws PstarError where its labels are not those of natural-language inference */
export async function openJudge(source: Source, surroundings: Surroundings): Promise<Judge> {
  const loaded = await load(source, "classification", surroundings);
  const { tokenizer, config, path } = loaded;
  const labels = Object.entries(config.id2label ?? {});
  const classOf = (pattern: RegExp, name: string): number => {
    const found = labels.find(([, label]) => pattern.test(label));
    if (found !== undefined) return Number(found[0]);
    throw new PstarError(
      `has no label "${name}", only ${labels.map(([, label]) => label).join(", ") || "none"}`,
      {
        exitCode: 2,
        where: path,
        remedy:
          "choose a model of natural-language inference, or name its labels in `id2label` of its config.json",
      },
    );
  };
  return {
    ...loaded,
    longest: longestInput(tokenizer, config),
    entailment: classOf(/^entail(ment|s|ed)?$/i, "entailment"),
    contradiction: classOf(/^contradict(ion|s|ory|ed)?$/i, "contradiction"),
    frame: pairFrame(loaded),
  };
}

/** What a model wants around and between two texts, and the type of each part's tokens. */
interface PairFrame {
  readonly before: readonly number[];
  readonly between: readonly number[];
  readonly after: readonly number[];
  /** Of the tokens up to the second text, and from it on. */
  readonly types: readonly [number, number];
  readonly hasTypes: boolean;
}

function pairFrame({ tokenizer, model }: Loaded): PairFrame {
  const first = tokenizer.encode("a", { add_special_tokens: false });
  const second = tokenizer.encode("b", { add_special_tokens: false });
  const { input_ids: ids, token_type_ids: types } = tokenizer("a", {
    text_pair: "b",
    return_tensor: false,
    return_token_type_ids: true,
  });
  const start = indexOfRun(ids, first, 0);
  const next = indexOfRun(ids, second, start + first.length);
  return {
    before: ids.slice(0, start),
    between: ids.slice(start + first.length, next),
    after: ids.slice(next + second.length),
    types: [types?.[start] ?? 0, types?.[next] ?? 0],
    hasTypes: model.sessions.model.inputNames.includes("token_type_ids"),
  };
}

/** Tokens that a premise may have beside a hypothesis of so many. */
export function roomForPremise({ longest, frame }: Judge, hypothesis: number): number {
  return longest - frame.before.length - frame.between.length - frame.after.length - hypothesis;
}

/**
 * Probabilities of a model's classes for each pair, which has to fit the model.
 *
 * @returns a row of probabilities a pair, in the order of the model's classes
 */
export async function classify(
  judge: Judge,
  pairs: readonly Pair[],
  batchSize: number,
): Promise<Float64Array[]> {
  const lengthOf = (row: number): number => pairs[row]!.premise.length + pairs[row]!.hypothesis.length;
  const order = Array.from(pairs.keys()).sort((a, b) => lengthOf(a) - lengthOf(b));
  const probabilities = new Array<Float64Array>(pairs.length);
  for (let start = 0; start < order.length; start += batchSize) {
    const batch = order.slice(start, start + batchSize);
    const found = await classifyBatch(
      judge,
      batch.map((row) => pairs[row]!),
    );
    batch.forEach((row, i) => {
      probabilities[row] = found[i]!;
    });
  }
  return probabilities;
}

async function classifyBatch(judge: Judge, pairs: readonly Pair[]): Promise<Float64Array[]> {
  const { library, model, tokenizer, frame } = judge;
  const { before, between, after, types, hasTypes } = frame;
  const heads = pairs.map(({ premise }) => [...before, ...premise, ...between]);
  const tails = pairs.map(({ hypothesis }) => [...hypothesis, ...after]);
  const rows = heads.map((head, i) => [...head, ...tails[i]!]);
  const kinds = heads.map((head, i) => [...head.map(() => types[0]), ...tails[i]!.map(() => types[1])]);
  const { logits }: { readonly logits: Tensor } = await model.forward({
    ...padRows(library, rows, tokenizer.pad_token_id ?? 0, "right"),
    ...(hasTypes && { token_type_ids: padRows(library, kinds, 0, "right").input_ids }),
  });
  const classes = logits.dims[1]!;
  const all = floatsOf(logits);
  return pairs.map((_, i) => softmax(all.subarray(i * classes, (i + 1) * classes)));
}

function softmax(logits: Float32Array): Float64Array {
  const most = Math.max(...logits);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
