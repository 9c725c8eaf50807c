import type { Library, Tensor, Tokenizer } from "./library.ts";

/** Rows of token ids as a rectangle. */
export interface TokenRows {
  /** int64 [rows, longest]. */
  readonly input_ids: Tensor;
  /** 1 for tokens, 0 for padding. */
  readonly attention_mask: Tensor;
}

export function padRows(
  { Tensor }: Library,
  rows: readonly (readonly number[])[],
  pad: number,
  side: "left" | "right",
): TokenRows {
  const width = Math.max(...rows.map((row) => row.length));
  const ids = new BigInt64Array(rows.length * width).fill(BigInt(pad));
  const mask = new BigInt64Array(rows.length * width);
  rows.forEach((row, i) => {
    const start = i * width + (side === "left" ? width - row.length : 0);
    row.forEach((id, j) => {
      ids[start + j] = BigInt(id);
      mask[start + j] = 1n;
    });
  });
  const shape = [rows.length, width];
  return { input_ids: new Tensor("int64", ids, shape), attention_mask: new Tensor("int64", mask, shape) };
}

/** Token ids of a text, cut to `longest`: the text's own tokens give way, those that the model wants around it stay. */
export function encodeWithin(tokenizer: Tokenizer, text: string, longest: number): number[] {
  const ids = tokenizer.encode(text);
  if (ids.length <= longest) return ids;
  const { after } = frameOf(tokenizer);
  return [...ids.slice(0, longest - after.length), ...after];
}

/** The special tokens around a text. */
export function frameOf(tokenizer: Tokenizer): { readonly before: number[]; readonly after: number[] } {
  const text = tokenizer.encode("a", { add_special_tokens: false });
  const framed = tokenizer.encode("a");
  const start = indexOfRun(framed, text, 0);
  return { before: framed.slice(0, start), after: framed.slice(start + text.length) };
}

/** Where `run` first starts in `ids`, at `from` or after. */
export function indexOfRun(ids: readonly number[], run: readonly number[], from: number): number {
  for (let start = from; start + run.length <= ids.length; start++) {
    if (run.every((id, i) => ids[start + i] === id)) return start;
  }
  throw new Error("a text's tokens change with the special ones around it");
}

/** Tokens that a model reads at most, with those that it wants around a text. */
export function longestInput(
  { model_max_length }: Tokenizer,
  { max_position_embeddings, n_positions }: { max_position_embeddings?: number; n_positions?: number },
): number {
  return Math.min(
    model_max_length,
    max_position_embeddings ?? Number.POSITIVE_INFINITY,
    n_positions ?? Number.POSITIVE_INFINITY,
  );
}
