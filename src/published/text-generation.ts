import { createRandom } from "../random/generator.ts";
import type { Tensor } from "./library.ts";
import { type Draw, likeliest, logSumExp, sampleToken } from "./sample.ts";
import type { TextModel } from "./text-model.ts";
import { padRows } from "./tokens.ts";

/** What a model wrote. */
export interface Written {
  /** Its tokens, the one that ends it too. */
  readonly tokens: Int32Array;
  /** Without special tokens. */
  readonly text: string;
  /** Natural log-probability of each token given those before it, by the network's own logits: temperature 1, no limits. */
  readonly logProbabilities: Float32Array;
  readonly finishReason: "end" | "length";
}

/** A prompt's tokens, and the seed of what is drawn after it. */
export interface Prompt {
  readonly tokens: readonly number[];
  readonly seed: number;
}

export interface Writing {
  /** Each next token is the likeliest where left out. */
  readonly draw?: Draw | undefined;
  readonly maxTokens: number;
  readonly batchSize: number;
}

/**
 * Lets a model write an answer to each prompt. An answer depends on its prompt and seed alone, save for rounding: each row draws
 * from its own stream, and rows that differ in length share a batch only where the network is told their positions. What the
 * model's generation_config.json says of repetition, lengths and forced or forbidden tokens holds.
 *
 * @returns answers in the prompts' order
 */
export async function write(
  model: TextModel,
  prompts: readonly Prompt[],
  { batchSize, ...writing }: Writing,
): Promise<Written[]> {
  const written = new Array<Written>(prompts.length);
  for (const rows of batches(model, prompts, batchSize)) {
    const answers = await writeBatch(
      model,
      rows.map((row) => prompts[row]!),
      writing,
    );
    answers.forEach((answer, i) => {
      written[rows[i]!] = answer;
    });
  }
  return written;
}

/** Rows in batches: of like lengths, so that little is padded, and of equal ones where padding would shift positions. */
function batches(model: TextModel, prompts: readonly Prompt[], batchSize: number): number[][] {
  const lengthOf = (row: number): number => prompts[row]!.tokens.length;
  const order = Array.from(prompts.keys()).sort((a, b) => lengthOf(a) - lengthOf(b));
  const mayPad = model.isEncoderDecoder || model.model.sessions.model.inputNames.includes("position_ids");
  const found: number[][] = [];
  for (const row of order) {
    const last = found.at(-1);
    const fits =
      last !== undefined && last.length < batchSize && (mayPad || lengthOf(last[0]!) === lengthOf(row));
    if (fits) last.push(row);
    else found.push([row]);
  }
  return found;
}

async function writeBatch(
  model: TextModel,
  prompts: readonly Prompt[],
  { draw, maxTokens }: Omit<Writing, "batchSize">,
): Promise<Written[]> {
  const { library, endTokens, padToken, isEncoderDecoder } = model;
  const isEnd = new Set(endTokens);
  const rows = prompts.map(({ seed }) => {
    const random = createRandom(seed);
    return { tokens: [] as number[], logs: [] as number[], ended: false, uniform: random.uniform };
  });
  // The library's own draws come from one stream for all rows: here each row's choice is made, and left as the only one possible.
  const choose = (_: bigint[][], scores: Tensor): Tensor => {
    const raw = floatsOf(model.lastLogits().slice(null, -1, null));
    const all = floatsOf(scores);
    const vocabulary = all.length / rows.length;
    rows.forEach((row, i) => {
      const own = all.subarray(i * vocabulary, (i + 1) * vocabulary);
      let token = endTokens[0]!;
      if (!row.ended) {
        token = draw === undefined ? likeliest(own) : sampleToken(own, draw, row.uniform());
        const logits = raw.subarray(i * vocabulary, (i + 1) * vocabulary);
        row.tokens.push(token);
        row.logs.push(logits[token]! - logSumExp(logits));
        row.ended = isEnd.has(token);
      }
      own.fill(Number.NEGATIVE_INFINITY);
      own[token] = 0;
    });
    return scores;
  };
  const processors = new library.LogitsProcessorList();
  processors.processors.push(choose);
  const tokens = prompts.map((prompt) => prompt.tokens);
  await model.model.generate({
    ...padRows(library, tokens, padToken, isEncoderDecoder ? "right" : "left"),
    logits_processor: processors,
    eos_token_id: [...endTokens],
    max_new_tokens: maxTokens,
    do_sample: false,
    num_beams: 1,
    num_return_sequences: 1,
    ...unforced,
  });
  return rows.map(({ tokens, logs, ended }) => ({
    tokens: Int32Array.from(tokens),
    text: textOf(model, ended ? tokens.slice(0, -1) : tokens),
    logProbabilities: Float32Array.from(logs),
    finishReason: ended ? "end" : "length",
  }));
}

/** An answer that is cut off ends by its length, whatever the model's settings would put there. */
const unforced: Readonly<Record<string, unknown>> = { forced_eos_token_id: null };

const textOf = ({ tokenizer }: TextModel, tokens: number[]): string =>
  tokens.length === 0 ? "" : tokenizer.decode(tokens, { skip_special_tokens: true });

export const floatsOf = (tensor: Tensor): Float32Array => tensor.to("float32").data as Float32Array;
