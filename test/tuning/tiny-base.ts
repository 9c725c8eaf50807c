import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { causalParameters } from "../../src/nn/causal/folder.ts";
import { readCausalConfig } from "../../src/nn/causal/read-config.ts";
import { initialWeights, type ParameterSpec } from "../../src/nn/parameters.ts";
import { writeSafetensors } from "../../src/nn/safetensors/index.ts";
import { readT5Config } from "../../src/nn/t5/config.ts";
import { t5Names } from "../../src/nn/t5/weights.ts";
import { parametersOf as translationParameters } from "../../src/training/translation.ts";

/** Families whose tokenizers are in the fixtures. */
export type Family = "llama3" | "qwen2" | "gpt2" | "t5";

const sizes = { hidden_size: 32, intermediate_size: 64, num_hidden_layers: 2, num_attention_heads: 4 };

const configs: Readonly<Record<Family, object>> = {
  t5: {
    model_type: "t5",
    ...{ d_model: 32, d_kv: 8, d_ff: 64, num_layers: 2, num_heads: 4, vocab_size: 300 },
    ...{ feed_forward_proj: "gated-gelu", tie_word_embeddings: false, scale_decoder_outputs: false },
    ...{ pad_token_id: 0, eos_token_id: 1, decoder_start_token_id: 0, is_encoder_decoder: true },
  },
  llama3: {
    model_type: "llama",
    ...sizes,
    num_key_value_heads: 2,
    vocab_size: 368,
    bos_token_id: 360,
    eos_token_id: [361, 364],
  },
  qwen2: { model_type: "qwen2", ...sizes, vocab_size: 368, eos_token_id: 362, tie_word_embeddings: true },
  gpt2: { model_type: "gpt2", n_embd: 32, n_layer: 2, n_head: 4, vocab_size: 361, eos_token_id: 360 },
};

/** A folder as its publisher would have it, with random weights: its tokenizer is the family's of the fixtures. */
export function makeBase(
  folder: string,
  family: Family,
  dtype: "F32" | "BF16" = "F32",
  more: object = {},
): string {
  mkdirSync(folder, { recursive: true });
  const json = {
    ...configs[family],
    max_position_embeddings: 128,
    n_positions: 128,
    torch_dtype: dtype === "F32" ? "float32" : "bfloat16",
    ...more,
  };
  cpSync(join("test/fixtures/tuning", family), folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), JSON.stringify(json));
  writeSafetensors(
    join(folder, "model.safetensors"),
    initialWeights(parametersOf(family, json), 1),
    {},
    dtype,
  );
  return folder;
}

function parametersOf(family: Family, json: object): ParameterSpec[] {
  if (family !== "t5") return causalParameters(readCausalConfig(json, "config.json"));
  const { config } = readT5Config(json, "config.json");
  const theirs = t5Names(config);
  return translationParameters(config).map((spec) => ({ ...spec, name: theirs(spec.name)[0]! }));
}

export const questions: readonly (readonly [string, string])[] = [
  ["Who settled with the staff?", "Porter & Moss did."],
  ["How many technicians?", "850"],
  ["How long was the strike?", "Three days."],
  ["What was the offer?", "6%, not 4.5%."],
  ["Who said so?", "Anita Mwangi"],
  ["And where?", "At the Ashfield data centre."],
  ["Is it over?", "Yes – since Friday."],
  ["Say nothing.", "…"],
];

export const lines = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Rows as `pstar export` writes them, in each format that teaches answers. */
export const formats = {
  text: lines(questions.map(([q, a]) => ({ prompt: `${q}\n`, completion: a }))),
  chat: lines(
    questions.map(([q, a]) => ({
      prompt: [{ role: "user", content: q }],
      completion: [{ role: "assistant", content: a }],
    })),
  ),
  messages: lines(
    questions.map(([q, a]) => ({
      messages: [
        { role: "user", content: q },
        { role: "assistant", content: a },
      ],
    })),
  ),
  alpaca: lines(questions.map(([q, a]) => ({ instruction: q, input: "", output: a }))),
} as const;
