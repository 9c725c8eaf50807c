/**
 * Makes a folder as a Llama's publisher would have it, but small and of random weights: something to tune where there is no
 * network. It has the shipped newswire tokenizer and a chat template.
 *
 *   node scripts/models/llama.ts [FOLDER] [--seed 1]    runs/tiny-llama, of 1.4 million parameters, as many as the newswire T5s
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeWhole } from "../../src/files.ts";
import { causalParameters } from "../../src/nn/causal/folder.ts";
import { readCausalConfig } from "../../src/nn/causal/read-config.ts";
import { initialWeights } from "../../src/nn/parameters.ts";
import { writeSafetensors } from "../../src/nn/safetensors/index.ts";
import { sizeOf } from "../../src/onnx/shape.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string", default: "1" } },
});
const [folder = "runs/tiny-llama"] = positionals;
const newswire = "models/newswire-base";
const [pad, end] = [0, 1];
/** Who speaks. A model that answers has to be told where the question ends. */
const turns = ["<|user|>", "<|assistant|>"];
const template =
  "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}" +
  "{% if message.role == 'assistant' %}</s>{% endif %}{% endfor %}" +
  "{% if add_generation_prompt %}<|assistant|>{% endif %}";

const tokenizer = withTurns(read("tokenizer.json"));
const config = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  hidden_size: 128,
  intermediate_size: 384,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: tokenizer.vocabularySize,
  hidden_act: "silu",
  rms_norm_eps: 1e-5,
  max_position_embeddings: 512,
  rope_theta: 10_000,
  tie_word_embeddings: false,
  bos_token_id: null,
  eos_token_id: end,
  pad_token_id: pad,
  torch_dtype: "float32",
};
const parameters = causalParameters(readCausalConfig(config, "config.json"));

mkdirSync(folder, { recursive: true });
write("tokenizer.json", tokenizer.json);
write("tokenizer_config.json", { ...read("tokenizer_config.json"), ...tokenizer.config });
write("special_tokens_map.json", read("special_tokens_map.json"));
write("generation_config.json", { eos_token_id: end, pad_token_id: pad, do_sample: false });
writeSafetensors(join(folder, "model.safetensors"), initialWeights(parameters, Number(values.seed)));
write("config.json", config);
const size = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
console.log(`${folder}: a Llama of ${size.toLocaleString("en")} random weights`);

/** The tokenizer with a token for each that speaks, and without T5's habit of ending whatever it reads. */
function withTurns(json: Tokenizer) {
  const first = Object.keys(json.model.vocab).length;
  const [special] = json.added_tokens;
  const added = turns.map((content, i) => ({ ...special!, id: first + i, content }));
  const tokens = [...json.added_tokens, ...added];
  const config = {
    added_tokens_decoder: Object.fromEntries(tokens.map(({ id, ...token }) => [id, token])),
    chat_template: template,
  };
  return {
    json: { ...json, added_tokens: tokens, post_processor: null },
    config,
    vocabularySize: first + turns.length,
  };
}

interface Tokenizer {
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
}

function read(file: string) {
  return JSON.parse(readFileSync(join(newswire, file), "utf8"));
}

function write(file: string, json: object): void {
  writeWhole(join(folder, file), `${JSON.stringify(json, null, 2)}\n`);
}
