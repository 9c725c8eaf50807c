import { PstarError } from "../errors.ts";
import type { Tensor } from "./library.ts";
import { type Loaded, load, type Surroundings } from "./load.ts";
import type { Source } from "./source.ts";
import { floatsOf } from "./text-generation.ts";
import { encodeWithin, longestInput, padRows } from "./tokens.ts";

/** Which of a text's token vectors stand for it: their mean, or the first one. */
export type Pooling = "mean" | "cls";

export const openEmbedder = (source: Source, surroundings: Surroundings): Promise<Loaded> =>
  load(source, "embedding", surroundings);

/**
 * A vector of length 1 for each text, which is cut where the model reads no further. Rows are padded behind a mask, so a vector
 * depends on its text alone, save for rounding.
 */
export async function embed(
  embedder: Loaded,
  texts: readonly string[],
  pooling: Pooling,
  batchSize: number,
): Promise<Float64Array[]> {
  const { tokenizer, config } = embedder;
  const longest = longestInput(tokenizer, config);
  const rows = texts.map((text) => encodeWithin(tokenizer, text, longest));
  const order = Array.from(rows.keys()).sort((a, b) => rows[a]!.length - rows[b]!.length);
  const vectors = new Array<Float64Array>(rows.length);
  for (let start = 0; start < order.length; start += batchSize) {
    const batch = order.slice(start, start + batchSize);
    const found = await embedBatch(
      embedder,
      batch.map((row) => rows[row]!),
      pooling,
    );
    batch.forEach((row, i) => {
      vectors[row] = found[i]!;
    });
  }
  return vectors;
}

async function embedBatch(
  { library, model, tokenizer, path }: Loaded,
  rows: readonly (readonly number[])[],
  pooling: Pooling,
): Promise<Float64Array[]> {
  const outputs: Readonly<Record<string, Tensor>> = await model.forward({
    ...padRows(library, rows, tokenizer.pad_token_id ?? 0, "right"),
  });
  const hidden = outputs.last_hidden_state ?? outputs.token_embeddings;
  if (hidden === undefined) {
    throw new PstarError(`gives ${Object.keys(outputs).join(", ")} and no last_hidden_state`, {
      exitCode: 2,
      where: path,
      remedy: "export it for the task feature-extraction",
    });
  }
  const [, length, width] = hidden.dims as [number, number, number];
  const all = floatsOf(hidden);
  return rows.map((row, i) => {
    const sum = new Float64Array(width);
    const counted = pooling === "cls" ? 1 : row.length;
    for (let j = 0; j < counted; j++) {
      const at = (i * length + j) * width;
      for (let k = 0; k < width; k++) sum[k]! += all[at + k]!;
    }
    const norm = Math.hypot(...sum);
    return sum.map((value) => value / norm);
  });
}

/** Cosine similarity of two vectors of length 1. */
export function cosine(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
