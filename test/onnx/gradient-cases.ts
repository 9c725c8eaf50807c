import { constant, initializer, type Tensor } from "../../src/onnx/graph.ts";
import {
  gelu,
  geluByTanh,
  logSoftmax,
  relu,
  sigmoid,
  silu,
  softmax,
  tanh,
} from "../../src/onnx/ops/activation.ts";
import { mixByScores } from "../../src/onnx/ops/attention.ts";
import {
  add,
  divide,
  exp,
  log,
  multiply,
  negate,
  scale,
  sqrt,
  subtract,
} from "../../src/onnx/ops/elementwise.ts";
import { gatherRows } from "../../src/onnx/ops/embedding.ts";
import { concat, reshape, split, transpose } from "../../src/onnx/ops/layout.ts";
import { crossEntropy } from "../../src/onnx/ops/loss.ts";
import { linear, matmul } from "../../src/onnx/ops/matmul.ts";
import { layerNorm, rmsNorm } from "../../src/onnx/ops/normalization.ts";
import { reduceMean, reduceSum } from "../../src/onnx/ops/reduce.ts";
import type { GradientCase } from "./finite-differences.ts";

const ids = (like: Tensor) => constant(like.graph, [2, 0, 2, 4, 1, 2], [3, 2], "int64");
const labels = (like: Tensor) => constant(like.graph, [2, 0, 4], [3], "int64");
const weights = (like: Tensor) => initializer(like.graph, [0.5, 0, 0.25], [3], like.dtype);

/** Every operation that gradients pass through. */
export const cases: Record<string, GradientCase> = {
  add: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    apply: add,
  },
  "add a row": { shapes: [[4, 2, 3], [3]], apply: add },
  "add leading axes": {
    shapes: [
      [4, 2, 3],
      [2, 3],
    ],
    apply: add,
  },
  "add a column and a scalar": { shapes: [[2, 3], [2, 1], []], apply: (a, b, c) => add(add(a, b), c) },
  "add a bias over heads": {
    shapes: [
      [2, 3, 2, 2],
      [1, 3, 2, 2],
    ],
    apply: add,
  },
  subtract: { shapes: [[2, 3], [3]], apply: subtract },
  multiply: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    apply: multiply,
  },
  divide: { shapes: [[2, 3], [3]], apply: divide, range: [0.5, 2] },
  negate: { shapes: [[3]], apply: negate },
  scale: { shapes: [[3]], apply: (a) => scale(a, 2.5) },
  exp: { shapes: [[3]], apply: exp },
  log: { shapes: [[3]], apply: log, range: [0.5, 2] },
  sqrt: { shapes: [[3]], apply: sqrt, range: [0.5, 2] },
  "a value used twice": { shapes: [[3]], apply: (a) => multiply(a, exp(a)) },
  relu: { shapes: [[20]], apply: relu },
  tanh: { shapes: [[5]], apply: tanh },
  sigmoid: { shapes: [[5]], apply: sigmoid },
  silu: { shapes: [[5]], apply: silu },
  softmax: { shapes: [[2, 5]], apply: softmax },
  logSoftmax: { shapes: [[2, 5]], apply: logSoftmax },
  "reduceSum of all": { shapes: [[2, 3]], apply: (a) => reduceSum(a) },
  "reduceSum of one axis": { shapes: [[2, 3, 2]], apply: (a) => reduceSum(a, [1]) },
  "reduceMean keeping axes": { shapes: [[2, 3, 2]], apply: (a) => reduceMean(a, [0, -1], true) },
  reshape: { shapes: [[2, 6]], apply: (a) => reshape(a, [3, 4]) },
  transpose: { shapes: [[2, 3, 4]], apply: (a) => transpose(a, [2, 0, 1]) },
  split: {
    shapes: [[2, 6]],
    apply: (a) => {
      const [x, y, z] = split(a, [1, 3, 2], 1);
      return add(multiply(y, x), reduceSum(z));
    },
  },
  "split with a piece unused": { shapes: [[2, 6]], apply: (a) => split(a, [1, 3, 2], 1)[1] },
  concat: {
    shapes: [
      [2, 1],
      [2, 3],
    ],
    apply: (a, b) => concat([a, b, a], 1),
  },
  matmul: {
    shapes: [
      [2, 3],
      [3, 4],
    ],
    apply: (a, b) => matmul(a, b),
  },
  "matmul A transposed": {
    shapes: [
      [3, 2],
      [3, 4],
    ],
    apply: (a, b) => matmul(a, b, { transposeA: true }),
  },
  "matmul B transposed, scaled": {
    shapes: [
      [2, 3],
      [4, 3],
    ],
    apply: (a, b) => matmul(a, b, { transposeB: true, alpha: 0.3 }),
  },
  "matmul both transposed": {
    shapes: [
      [3, 2],
      [4, 3],
    ],
    apply: (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
  },
  "batched matmul": {
    shapes: [
      [2, 2, 3],
      [2, 3, 2],
    ],
    apply: (a, b) => matmul(a, b),
  },
  "batched matmul, transposed": {
    shapes: [
      [2, 2, 2, 3],
      [2, 2, 4, 3],
    ],
    apply: (a, b) => matmul(a, b, { transposeB: true, alpha: 0.5 }),
  },
  mixByScores: {
    shapes: [
      [2, 2, 3, 5],
      [2, 2, 5, 4],
    ],
    apply: mixByScores,
  },
  linear: { shapes: [[2, 2, 3], [4, 3], [4]], apply: linear },
  "linear to fewer": { shapes: [[2, 2, 5], [3, 5], [3]], apply: linear },
  layerNorm: { shapes: [[2, 3, 6], [6], [6]], apply: (x, w, b) => layerNorm(x, w, b, 1e-5) },
  "layerNorm without bias": { shapes: [[3, 6], [6]], apply: (x, w) => layerNorm(x, w, undefined, 1e-5) },
  rmsNorm: { shapes: [[2, 3, 6], [6]], apply: (x, w) => rmsNorm(x, w, 1e-6) },
  gatherRows: { shapes: [[5, 3]], apply: (table) => gatherRows(table, ids(table)) },
  crossEntropy: { shapes: [[3, 5]], apply: (z) => crossEntropy(z, labels(z), weights(z), 0) },
  "crossEntropy, smoothed": { shapes: [[3, 5]], apply: (z) => crossEntropy(z, labels(z), weights(z), 0.1) },
  "crossEntropy, scaled": {
    shapes: [[3, 5]],
    apply: (z) => scale(crossEntropy(z, labels(z), weights(z), 0), 3),
  },
  gelu: { shapes: [[7]], apply: gelu },
  geluByTanh: { shapes: [[7]], apply: geluByTanh },
};
