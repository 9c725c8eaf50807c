import { createRandom } from "../../src/random/generator.ts";

/** A million candidates, eight an input, with scores at random. */
export function aMillion() {
  const random = createRandom(1);
  const total = 1_000_000;
  return {
    scores: Float64Array.from({ length: total }, () => random.normal()),
    ids: Int32Array.from({ length: total }, (_, i) => i),
    group: Int32Array.from({ length: total }, (_, i) => i >> 3),
    malformed: new Uint8Array(total),
  };
}
