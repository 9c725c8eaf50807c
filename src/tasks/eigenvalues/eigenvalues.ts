import { createRandom } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { Codec, Task } from "../task.ts";
import { createCodec } from "./codec.ts";
import { distributions } from "./distributions.ts";
import { symmetricEigenvalues } from "./eigen.ts";
import { encodings } from "./encodings/index.ts";
import { matrixFeatures, matrixStratum } from "./features.ts";
import { gridFor } from "./grid.ts";
import { createJudge } from "./judge.ts";
import type { EigenvaluesOptions } from "./options.ts";
import { splitOf } from "./split.ts";
import { formatMatrix } from "./text.ts";

const REFERENCE_DIGITS = 7;

/** A task whose examples are made up, and whose texts every model can read. */
type EigenvaluesTask = Omit<Task, "codec" | "example"> & {
  readonly codec: Codec;
  readonly example: NonNullable<Task["example"]>;
};

/**
 * Eigenvalues of symmetric matrices (Charton 2021, "Linear algebra with transformers"; theory.md §6).
 *
 * An input is the upper triangle, `3.21 -0.5; 7.1`, its entries of three significant digits, so that a model's tokens
 * say the very matrix. The reference is its eigenvalues in decreasing order to seven digits; the codec rounds them to
 * three, and answers are judged against the seven.
 */
export function createEigenvaluesTask(options: EigenvaluesOptions): EigenvaluesTask {
  const { tolerance, encoding, ...exampleOptions } = options;
  const { size, bound } = options;
  const distribution = distributions[options.distribution];
  const grid = gridFor(bound, distribution.largest(size, bound));
  const upper = new Float64Array((size * (size + 1)) / 2);
  const matrix = new Float64Array(size * size);
  const values = new Float64Array(size);

  return {
    name: "eigenvalues",
    codec: createCodec(size, encodings[encoding](grid)),
    modelFiles: [],
    ...createJudge(size, tolerance),
    exampleOptions,
    codecOptions: { encoding },
    judgeOptions: { tolerance },
    example(seed, split, index) {
      const random = createRandom(deriveSeed(seed, "example", split, index));
      do {
        distribution.draw(upper, size, bound, random);
        for (let i = 0; i < upper.length; i++) upper[i] = grid.round(upper[i]!);
      } while (splitOf(upper) !== split);
      unfold(upper, size, matrix);
      symmetricEigenvalues(matrix, size, values);
      return {
        input: formatMatrix(size, (at) => grid.text(upper[at]!)),
        reference: Array.from(values, (value) => Number(value.toPrecision(REFERENCE_DIGITS))).join(" "),
      };
    },
    features: matrixFeatures,
    stratum: (example) => matrixStratum(example, size, bound),
  };
}

/** Writes an upper triangle into a full symmetric matrix. */
function unfold(upper: Float64Array, size: number, matrix: Float64Array): void {
  let at = 0;
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      matrix[i * size + j] = upper[at]!;
      matrix[j * size + i] = upper[at++]!;
    }
  }
}
