import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readCausalFolder } from "../../../src/nn/causal/folder.ts";

interface Packed {
  readonly shape: readonly number[];
  readonly data: string;
}

/** What PyTorch makes of a model, in float64; written by scripts/peers/causal.py. */
interface Expected {
  /** Token ids, of different lengths; the first `prompts[i]` of each are not learnt. */
  readonly rows: readonly number[][];
  readonly prompts: readonly number[];
  readonly logits: readonly Packed[];
  readonly likelihoods: readonly number[];
  readonly greedy: readonly number[][];
  /** Any of them ends a beam. */
  readonly beamEnds: readonly number[];
  /** Of each prompt the three best of three beams, best first, and their log-probabilities a token. */
  readonly beams: readonly { readonly tokens: readonly number[][]; readonly scores: readonly number[] }[];
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Packed>>;
  readonly losses: readonly number[];
  readonly trained: Readonly<Record<string, Packed>>;
}

export const causalFixtures = [
  "llama",
  "llama-tied",
  "llama-biased",
  "llama-linear",
  "llama-dynamic",
  "llama3",
  "llama-yarn",
  "mistral",
  "qwen2",
  "qwen3",
  "gpt2",
] as const;

export const fixtureFolder = (name: string): string =>
  new URL(`../../fixtures/causal/${name}`, import.meta.url).pathname;

export function readCausalFixture(name: (typeof causalFixtures)[number]) {
  const folder = fixtureFolder(name);
  const file = gunzipSync(readFileSync(`${folder}/expected.json.gz`)).toString("utf8");
  return { model: readCausalFolder(folder), expected: JSON.parse(file) as Expected };
}

export function unpackFloats({ data }: Packed): Float32Array {
  const bytes = Buffer.from(data, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
