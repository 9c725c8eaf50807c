import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readCausalFolder } from "../../../src/nn/causal/folder.ts";
import { readAdapter } from "../../../src/nn/lora/adapter-folder.ts";
import { readModelFolder } from "../../../src/nn/model-folder.ts";

interface Packed {
  readonly shape: readonly number[];
  readonly data: string;
}

/** What `peft` makes of an adapter, in float64; written by scripts/peers/lora.py. */
interface Expected {
  readonly logits: Packed;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Packed>>;
  /** Before each of five updates. */
  readonly losses: readonly number[];
  readonly trained: Readonly<Record<string, Packed>>;
  /** Logits of the merged model, after the updates. */
  readonly merged: Packed;
}

/** Token ids of different lengths; the first `prompts[i]` of each are not learnt. */
interface CausalRows {
  readonly rows: readonly number[][];
  readonly prompts: readonly number[];
}

/** Token ids, filled with 0. */
interface TranslationRows {
  readonly source: readonly number[][];
  readonly target: readonly number[][];
}

const fixtures = new URL("../../fixtures/", import.meta.url).pathname;

const expectedOf = <Rows>(name: string): Expected & Rows =>
  JSON.parse(gunzipSync(readFileSync(`${fixtures}/lora/${name}/expected.json.gz`)).toString("utf8"));

/** Those with `head` are of the output layer, too. */
export const causalAdapters = ["llama", "gpt2", "llama-head"] as const;
export const t5Adapters = ["t5", "t5-head"] as const;

const bases = {
  llama: "causal/llama",
  gpt2: "causal/gpt2",
  "llama-head": "causal/llama",
  t5: "t5/gated-gelu",
  "t5-head": "t5/v1.1",
};

export const baseFolder = (name: keyof typeof bases): string => `${fixtures}/${bases[name]}`;

export function readCausalAdapter(name: (typeof causalAdapters)[number]) {
  const { config, weights } = readCausalFolder(baseFolder(name));
  const model = { causal: config };
  const adapter = readAdapter(`${fixtures}/lora/${name}`, model);
  return {
    model: { ...model, lora: adapter.lora },
    weights,
    adapter,
    expected: expectedOf<CausalRows>(name),
  };
}

export function readT5Adapter(name: (typeof t5Adapters)[number] = "t5") {
  const { config, weights } = readModelFolder(baseFolder(name));
  const expected = expectedOf<TranslationRows>(name);
  const [sourceLength, targetLength] = [expected.source[0]!.length, expected.target[0]!.length];
  const model = { config: { ...config, sourceLength, targetLength } };
  const adapter = readAdapter(`${fixtures}/lora/${name}`, model);
  return { model: { ...model, lora: adapter.lora }, weights, adapter, expected };
}
