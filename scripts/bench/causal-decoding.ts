// Greedy tokens a second of a decoder-only model of random weights, beside @huggingface/transformers on the same folder:
//   node scripts/bench/causal-decoding.ts [--shape 135m|30m] [--threads 2] [--rounds 5] [--prompt 64] [--tokens 64] [--rows 1,8]
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { AutoModelForCausalLM, env, Tensor } from "@huggingface/transformers";
import { causalDecodingModel } from "../../src/nn/causal/decoding/model.ts";
import { tokenRows } from "../../src/nn/causal/decoding/token-rows.ts";
import { causalParameters, readCausalFolder } from "../../src/nn/causal/folder.ts";
import { readCausalConfig } from "../../src/nn/causal/read-config.ts";
import { writeCausalFolder } from "../../src/nn/causal/write-folder.ts";
import { decodeGreedily } from "../../src/nn/decoding/generate.ts";
import { initialWeights } from "../../src/nn/parameters.ts";
import { writeSafetensors } from "../../src/nn/safetensors/index.ts";
import { createRandom } from "../../src/random/generator.ts";
import { median } from "./median.ts";

const { values } = parseArgs({
  options: {
    shape: { type: "string", default: "135m" },
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
    prompt: { type: "string", default: "64" },
    tokens: { type: "string", default: "64" },
    rows: { type: "string", default: "1,8" },
  },
});
const [threads, rounds, promptLength, newTokens] = [
  values.threads,
  values.rounds,
  values.prompt,
  values.tokens,
].map(Number);

/** SmolLM2-135M's, and one of a quarter as many weights. */
const shapes: Readonly<Record<string, object>> = {
  "135m": {
    hidden_size: 576,
    intermediate_size: 1536,
    num_hidden_layers: 30,
    num_attention_heads: 9,
    num_key_value_heads: 3,
    vocab_size: 49_152,
  },
  "30m": {
    hidden_size: 384,
    intermediate_size: 1024,
    num_hidden_layers: 12,
    num_attention_heads: 6,
    num_key_value_heads: 2,
    vocab_size: 32_000,
  },
};
const configJson = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  ...shapes[values.shape],
  max_position_embeddings: 2048,
  rope_theta: 100_000,
  tie_word_embeddings: true,
  bos_token_id: 1,
  eos_token_id: null,
  pad_token_id: 0,
  dtype: "float32",
};

const folder = mkdtempSync(join(tmpdir(), "pstar-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const [from, written] = [join(folder, "from"), join(folder, "written")];
mkdirSync(from);
const config = readCausalConfig(configJson, "config.json");
const random = initialWeights(causalParameters(config), 1);
writeSafetensors(join(from, "model.safetensors"), random);
writeFileSync(join(from, "config.json"), JSON.stringify(configJson));
writeCausalFolder(written, readCausalFolder(from), { from, onnx: ["fp32", "q8"] });

env.allowRemoteModels = false;
env.localModelPath = dirname(written);
const session_options = { intraOpNumThreads: threads!, interOpNumThreads: 1 };
const load = (dtype: "fp32" | "q8") =>
  AutoModelForCausalLM.from_pretrained(basename(written), { dtype, session_options });
const engine = causalDecodingModel(readCausalFolder(written), { newTokens: newTokens!, threads: threads! });
const peers = { fp32: await load("fp32"), q8: await load("q8") };

type Generate = (prompts: readonly number[][]) => Promise<number[][]>;
const peer =
  (dtype: keyof typeof peers): Generate =>
  async (prompts) => {
    const shape = [prompts.length, promptLength!];
    const inputs = new Tensor("int64", BigInt64Array.from(prompts.flat(), BigInt), shape);
    const attention_mask = new Tensor("int64", new BigInt64Array(prompts.flat().length).fill(1n), shape);
    const options = { inputs, attention_mask, max_new_tokens: newTokens!, do_sample: false } as never;
    const output = (await peers[dtype].generate(options)) as InstanceType<typeof Tensor>;
    return (output.tolist() as bigint[][]).map((row) => row.slice(promptLength!).map(Number));
  };
const ours: Generate = async (prompts) =>
  (await decodeGreedily(engine, tokenRows(prompts))).map(({ tokens }) => [...tokens]);
const contenders = { engine: ours, "transformers.js": peer("fp32"), "transformers.js q8": peer("q8") };

const stream = createRandom(7);
const [whole, quantized] = ["model.onnx", "model_quantized.onnx"].map(
  (name) => statSync(join(written, "onnx", name)).size,
);
console.log(
  `${values.shape}, ${promptLength} + ${newTokens} tokens, ${threads} threads; 8 bits: ${(quantized! / whole!).toFixed(3)} of the size`,
);
for (const rows of values.rows.split(",").map(Number)) {
  const prompts = Array.from({ length: rows }, () =>
    Array.from(
      { length: promptLength! },
      () => 3 + Math.floor(stream.uniform() * (config.vocabularySize - 3)),
    ),
  );
  const times = new Map<string, number[]>();
  // On a machine that does other work too, the processor's time says more than the clock's.
  const processor = new Map<string, number[]>();
  const texts = new Map<string, number[][]>();
  for (let round = 0; round <= rounds!; round++)
    for (const [name, generate] of Object.entries(contenders)) {
      const [started, used] = [performance.now(), process.cpuUsage()];
      texts.set(name, await generate(prompts));
      // The first round warms up.
      if (round === 0) continue;
      const { user, system } = process.cpuUsage(used);
      times.set(name, [...(times.get(name) ?? []), performance.now() - started]);
      processor.set(name, [...(processor.get(name) ?? []), user + system]);
    }
  const ratio = (all: ReadonlyMap<string, number[]>, name: string) =>
    (median(all.get("transformers.js")!) / median(all.get(name)!)).toFixed(2);
  for (const [name, all] of times) {
    const middle = median(all);
    const same = texts
      .get(name)!
      .flat()
      .filter((token, i) => token === texts.get("transformers.js")!.flat()[i]).length;
    console.log(
      `${rows} rows, ${name.padEnd(20)} ${((rows * newTokens! * 1000) / middle).toFixed(1).padStart(7)} tokens/s (${ratio(times, name)} of transformers.js; by processor time ${ratio(processor, name)}), ${((100 * same) / (rows * newTokens!)).toFixed(0)}% the same tokens`,
    );
  }
}
await engine.release();
for (const model of Object.values(peers)) await model.dispose();
