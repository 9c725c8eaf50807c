import { emit, emitMany, scalar, type Tensor } from "../graph.ts";
import { add, multiply, sqrt, subtract, unbroadcast } from "./elementwise.ts";
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
  const outputs = emitMany(
    "LayerNormalization",
    [x, weight, bias],
    { axis: -1, epsilon: { float: epsilon } },
    [x, statistics, statistics],
    ([g]) => {
      const [, mean, inverseDeviation] = outputs;
      const normalized = multiply(subtract(x, mean), inverseDeviation);
      return [
        () => {
          const gw = multiply(g!, weight);
          const projection = multiply(normalized, reduceMean(multiply(gw, normalized), [-1], true));
          return multiply(inverseDeviation, subtract(subtract(gw, reduceMean(gw, [-1], true)), projection));
        },
        () => unbroadcast(multiply(g!, normalized), weight),
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
  return multiply(rmsNormalize(x, epsilon), weight);
}

function rmsNormalize(x: Tensor, epsilon: number): Tensor {
  const meanSquare = reduceMean(multiply(x, x), [-1], true);
  const rms = sqrt(add(meanSquare, scalar(x, epsilon)));
  const inverse = emit("Reciprocal", [rms], {}, rms.shape);
  const y: Tensor = emit("Mul", [x, inverse], {}, x.shape, {}, (g) => [
    () => multiply(inverse, subtract(g, multiply(y, reduceMean(multiply(g, y), [-1], true)))),
  ]);
  return y;
}
