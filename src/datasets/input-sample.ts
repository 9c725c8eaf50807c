import type { InputSample } from "../estimation/columns.ts";
import { createRandom } from "../random/generator.ts";
import { deriveSeed } from "../random/seed.ts";
import { type Prompt, promptText } from "./record.ts";

const SAMPLE_INPUTS = 1_000;
/** Enough of a text to tell what it is about. */
const TEXT_LENGTH = 10_000;
const vectorFields = ["embedding", "vector", "input_embedding", "prompt_embedding", "embeddings"];

/** The names under which a row's vector is looked for. */
export const vectorNames: readonly string[] = vectorFields;

/** Keeps what some inputs look like while they stream by. */
export interface InputSampler {
  /** Every distinct input once, in order of first appearance. */
  see(input: Prompt | null, row: Readonly<Record<string, unknown>>): void;
  /** Vectors where every input kept has one of the same width, else texts; null where neither is known. */
  finish(): InputSample | null;
}

/** A uniform sample of at most 1,000 inputs (reservoir sampling, Vitter 1985, algorithm R) that depends on their order alone. */
export function createInputSampler(seed: number): InputSampler {
  const random = createRandom(deriveSeed(seed, "input sample"));
  const kept: { input: number; text: string | null; vector: readonly number[] | null }[] = [];
  let seen = 0;
  return {
    see(input, row) {
      const number = seen++;
      const place = number < SAMPLE_INPUTS ? number : random.integer(seen);
      if (place >= SAMPLE_INPUTS) return;
      kept[place] = {
        input: number,
        text: input === null ? null : shortened(promptText(input)),
        vector: vectorOf(row),
      };
    },
    finish() {
      if (kept.length === 0) return null;
      kept.sort((a, b) => a.input - b.input);
      const inputs = Int32Array.from(kept, ({ input }) => input);
      const vectors = kept.map(({ vector }) => vector);
      const width = vectors[0]?.length;
      if (width !== undefined && vectors.every((vector) => vector?.length === width)) {
        return { inputs, vectors: Float64Array.from(vectors.flatMap((vector) => vector!)) };
      }
      const texts = kept.map(({ text }) => text);
      return texts.every((text) => text !== null) ? { inputs, texts } : null;
    },
  };
}

/** A short text of its own: a slice would keep the long one in memory. */
const shortened = (text: string): string =>
  text.length <= TEXT_LENGTH ? text : Buffer.from(text.slice(0, TEXT_LENGTH), "utf16le").toString("utf16le");

function vectorOf(row: Readonly<Record<string, unknown>>): readonly number[] | null {
  for (const name of vectorFields) {
    const value = row[name];
    if (Array.isArray(value) && value.length > 0 && value.every(Number.isFinite)) return value;
  }
  return null;
}
