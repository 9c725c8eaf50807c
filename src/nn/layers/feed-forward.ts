import type { Tensor } from "../../onnx/graph.ts";
import { gelu, relu, silu } from "../../onnx/ops/activation.ts";
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
    case "silu": {
      const activate = { relu, gelu, silu }[shape.activation];
      return down(activate(widen("up")));
    }
    case "gated-gelu":
    case "gated-silu": {
      const activate = shape.activation === "gated-gelu" ? gelu : silu;
      return down(multiply(activate(widen("gate")), widen("up")));
    }
  }
}
