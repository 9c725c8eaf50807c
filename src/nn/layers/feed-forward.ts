import type { Tensor } from "../../onnx/graph.ts";
import { gelu, geluByTanh, relu, silu } from "../../onnx/ops/activation.ts";
import { multiply } from "../../onnx/ops/elementwise.ts";
import type { TransformerShape } from "../config.ts";
import type { Network } from "../parameters.ts";
import { linearLayer } from "./linear.ts";

/** down(act(up(x))), or down(act(gate(x)) · up(x)) for a gated activation (Shazeer 2020). */
export function feedForwardLayer(network: Network, path: string, shape: TransformerShape, x: Tensor): Tensor {
  const inner = shape.feedForward ?? 4 * shape.width;
  const widen = (name: string) => linearLayer(network, `${path}.${name}`, x, inner, shape.biases);
  const down = (hidden: Tensor) => linearLayer(network, `${path}.down`, hidden, shape.width, shape.biases);
  switch (shape.activation) {
    case "relu":
    case "gelu":
    case "gelu-tanh":
    case "silu": {
      const activate = { relu, gelu, "gelu-tanh": geluByTanh, silu }[shape.activation];
      return down(activate(widen("up")));
    }
    case "gated-gelu":
    case "gated-gelu-tanh":
    case "gated-silu": {
      const activate = { "gated-gelu": gelu, "gated-gelu-tanh": geluByTanh, "gated-silu": silu }[
        shape.activation
      ];
      return down(multiply(activate(widen("gate")), widen("up")));
    }
  }
}
