import { type Graph, graphInput, type Tensor } from "../onnx/graph.ts";
import { multiply } from "../onnx/ops/elementwise.ts";
import { type Feeds, type Session, tensorOf } from "../onnx/runtime.ts";
import { sizeOf } from "../onnx/shape.ts";
import { deriveSeed } from "../random/seed.ts";

/**
 * Inverted dropout for a graph of training: each place it is used at multiplies by an input of its own, `dropout.0` and so on.
 * The masks come from outside since ONNX's random operators keep a hidden state, which a resumed training could not restore,
 * and since hashing in the graph takes a dozen passes over integers of 64 bits.
 */
export function maskedDropout(graph: Graph, inputName = "dropout."): (x: Tensor) => Tensor {
  let place = 0;
  return (x) => multiply(x, graphInput(graph, `${inputName}${place++}`, x.shape, "float32"));
}

/**
 * Makes the masks a session asks for, in memory that the next ones use again.
 * @param rate share of the elements set to 0, in [0, 1)
 */
export function maskFeeds(rate: number, inputName = "dropout."): (session: Session, seed: number) => Feeds {
  const memory: Float32Array[] = [];
  return ({ inputMetadata }, seed) => {
    const feeds: Record<string, Feeds[string]> = {};
    for (const input of inputMetadata) {
      if (!input.isTensor || !input.name.startsWith(inputName)) continue;
      const place = Number(input.name.slice(inputName.length));
      const shape = input.shape as readonly number[];
      const size = sizeOf(shape);
      if ((memory[place]?.length ?? 0) < size) memory[place] = new Float32Array(size);
      const mask = memory[place].subarray(0, size);
      fillMask(mask, deriveSeed(seed, place), rate);
      feeds[input.name] = tensorOf(mask, shape);
    }
    return feeds;
  };
}

/** Fills a mask with 0 and 1 / (1 − rate), a pure function of the seed: two elements from each number of SplitMix32. */
export function fillMask(mask: Float32Array, seed: number, rate: number): void {
  const values = Float32Array.of(0, 1 / (1 - rate));
  const limit = Math.round(rate * 0x1_0000);
  let state = seed | 0;
  for (let i = 0; i < mask.length; i += 2) {
    state = (state + 0x9e3779b9) | 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    word ^= word >>> 15;
    mask[i] = values[+((word & 0xffff) >= limit)];
    mask[i + 1] = values[+(word >>> 16 >= limit)];
  }
}
