import { emit, emitMany, initializer, scalar, type Tensor } from "../graph.ts";
import { sizeOf, staticDimension } from "../shape.ts";
import { add, multiply, scale, sqrt, subtract, unbroadcast } from "./elementwise.ts";
import { reshape } from "./layout.ts";
import { matmul } from "./matmul.ts";
import { reduceMean } from "./reduce.ts";

/**
 * Layer normalisation over the last axis (Ba et al. 2016).
 * @param x [..., width]
 * @param weight [width]
 * @param bias [width]
 */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor | undefined, epsilon: number): Tensor {
  if (x.dtype === "float64") {
    // ONNX Runtime keeps the statistics in float32, so checks compose it: it is the RMS norm of the centred input.
    const y = multiply(rmsNormalize(subtract(x, reduceMean(x, [-1], true)), epsilon), weight);
    return bias === undefined ? y : add(y, bias);
  }
  const statistics = { shape: [...x.shape.slice(0, -1), 1], dtype: x.dtype };
  // ONNX Runtime 1.30 crashes when its optimiser meets one without a bias after an addition.
  const shift =
    bias ??
    initializer(x.graph, new Float32Array(sizeOf(weight.shape)), weight.shape.map(staticDimension), x.dtype);
  const outputs = emitMany(
    "LayerNormalization",
    [x, weight, shift],
    { axis: -1, epsilon: { float: epsilon } },
    [x, statistics, statistics],
    ([g]) => {
      const [, mean, inverseDeviation] = outputs;
      const normalized = multiply(subtract(x, mean), inverseDeviation);
      const weighted = multiply(g!, normalized);
      return [
        () => {
          const share = meanColumn(weight);
          const projection = multiply(normalized, matmul(weighted, share));
          const centred = subtract(multiply(g!, weight), matmul(g!, share));
          return multiply(inverseDeviation, subtract(centred, projection));
        },
        () => unbroadcast(weighted, weight),
        () => unbroadcast(g!, weight),
      ];
    },
  );
  return outputs[0];
}

/**
 * Root-mean-square normalisation over the last axis (Zhang and Sennrich 2019).
 * @param x [..., width]
 * @param weight [width]
 */
export function rmsNorm(x: Tensor, weight: Tensor, epsilon: number): Tensor {
  // ONNX Runtime's one operator for it keeps the statistics in float32, so checks compose it.
  if (x.dtype === "float64") return multiply(rmsNormalize(x, epsilon), weight);
  const statistics = { shape: [...x.shape.slice(0, -1), 1], dtype: x.dtype };
  const outputs = emitMany(
    "SimplifiedLayerNormalization",
    [x, weight],
    { axis: -1, epsilon: { float: epsilon } },
    [x, statistics],
    ([g]) => {
      // WebGPU's kernel gives the mean in its place.
      const inverse = x.graph.isPortable ? inverseRms(x, epsilon) : outputs[1];
      const normalized = multiply(x, inverse);
      const weighted = multiply(g!, normalized);
      return [
        () => {
          const projection = multiply(normalized, matmul(weighted, meanColumn(weight)));
          return multiply(inverse, subtract(multiply(g!, weight), projection));
        },
        () => unbroadcast(weighted, weight),
      ];
    },
  );
  return outputs[0];
}

/** [width, 1] whose product with rows is their mean after weighting: cheaper than a pass for each. */
function meanColumn(weight: Tensor): Tensor {
  const width = staticDimension(weight.shape[0]);
  return reshape(scale(weight, 1 / width), [width, 1]);
}

function rmsNormalize(x: Tensor, epsilon: number): Tensor {
  const inverse = inverseRms(x, epsilon);
  const y: Tensor = emit("Mul", [x, inverse], {}, x.shape, {}, (g) => [
    () => multiply(inverse, subtract(g, multiply(y, reduceMean(multiply(g, y), [-1], true)))),
  ]);
  return y;
}

/** 1 / √(mean x² + ε) over the last axis, which is kept; no gradient passes. */
function inverseRms(x: Tensor, epsilon: number): Tensor {
  const meanSquare = reduceMean(multiply(x, x), [-1], true);
  const rms = sqrt(add(meanSquare, scalar(x, epsilon)));
  return emit("Reciprocal", [rms], {}, rms.shape);
}
