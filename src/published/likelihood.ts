import { logSumExp } from "./sample.ts";
import { floatsOf } from "./text-generation.ts";
import type { TextModel } from "./text-model.ts";
import { padRows } from "./tokens.ts";

/** Natural log of P(answer | prompt) and the tokens it is the sum over, or why there is none. */
export type AnswerLikelihood =
  | { readonly value: number; readonly tokens: number }
  | { readonly error: string };

/** A question by its tokens, and the text to judge. */
export interface Question {
  readonly prompt: readonly number[];
  readonly answer: string;
}

/** Logits held at once, at most: a gigabyte of them. */
const mostLogits = 2 ** 28;

/**
 * The likelihood of given answers, with the token that ends them: by teacher forcing of a decoder, or of a decoder-only model that
 * reads the prompt and the answer. Rows are padded at their end, where nothing looks back from, so no row sees another's length.
 */
export async function answerLikelihoods(
  model: TextModel,
  questions: readonly Question[],
  batchSize: number,
): Promise<AnswerLikelihood[]> {
  const rows = questions.map((question) => rowOf(model, question));
  const found = rows.map(
    ({ inputs }): AnswerLikelihood => ({
      error: `${model.isEncoderDecoder ? "the answer has" : "prompt and answer have"} ${inputs.length} tokens, and the model reads ${model.longest}`,
    }),
  );
  const order = Array.from(rows.keys())
    .filter((row) => rows[row]!.inputs.length <= model.longest)
    .sort((a, b) => rows[a]!.inputs.length - rows[b]!.inputs.length);
  let most = batchSize;
  for (let start = 0; start < order.length; ) {
    const batch = order.slice(start, start + most);
    const { values, vocabulary } = await judgeBatch(
      model,
      batch.map((row) => rows[row]!),
    );
    batch.forEach((row, i) => {
      found[row] = { value: values[i]!, tokens: rows[row]!.targets.length };
    });
    start += batch.length;
    const next = rows[order[Math.min(start + batchSize, order.length) - 1]!]!.inputs.length;
    most = Math.max(1, Math.min(batchSize, Math.floor(mostLogits / (next * vocabulary))));
  }
  return found;
}

/** What the decoder reads, and from where on it is asked for which tokens. */
interface Row {
  readonly source: readonly number[];
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly first: number;
}

function rowOf(
  { isEncoderDecoder, tokenizer, endTokens, model, config }: TextModel,
  { prompt, answer }: Question,
): Row {
  if (isEncoderDecoder) {
    const targets = tokenizer.encode(answer);
    const start =
      model.generation_config?.decoder_start_token_id ?? config.decoder_start_token_id ?? endTokens[0]!;
    return { source: prompt, inputs: [start, ...targets.slice(0, -1)], targets, first: 0 };
  }
  const own = tokenizer.eos_token_id;
  const end = own !== undefined && endTokens.includes(own) ? own : endTokens[0]!;
  const targets = [...tokenizer.encode(answer, { add_special_tokens: false }), end];
  return { source: [], inputs: [...prompt, ...targets.slice(0, -1)], targets, first: prompt.length - 1 };
}

async function judgeBatch(
  model: TextModel,
  rows: readonly Row[],
): Promise<{ values: Float64Array; vocabulary: number }> {
  const { library, padToken } = model;
  const decoder = padRows(
    library,
    rows.map(({ inputs }) => inputs),
    padToken,
    "right",
  );
  const source = (): object =>
    padRows(
      library,
      rows.map((row) => row.source),
      padToken,
      "right",
    );
  await model.model.forward(
    model.isEncoderDecoder ? { ...source(), decoder_input_ids: decoder.input_ids } : decoder,
  );
  const logits = model.lastLogits();
  const [, length, vocabulary] = logits.dims as [number, number, number];
  const all = floatsOf(logits);
  const values = Float64Array.from(rows, ({ targets, first }, i) => {
    let sum = 0;
    targets.forEach((token, j) => {
      const at = (i * length + first + j) * vocabulary;
      const own = all.subarray(at, at + vocabulary);
      sum += own[token]! - logSumExp(own);
    });
    return sum;
  });
  return { values, vocabulary };
}
