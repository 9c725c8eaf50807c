import type { Tensor } from "../../onnx/graph.ts";
import { gelu, relu, silu } from "../../onnx/ops/activation.ts";
import { multiply } from "../../onnx/ops/elementwise.ts";
import type { TransformerShape } from "../config.ts";
import type { Network } from "../parameters.ts";
import { linearLayer, stackedLinear } from "./linear.ts";

/** down(act(up(x))), or down(act(gate(x)) · up(x)) for a gated activation (Shazeer 2020). */
export function feedForwardLayer(network: Network, path: string, shape: TransformerShape, x: Tensor): Tensor {
  const inner = shape.feedForward ?? 4 * shape.width;
  const up = { path: `${path}.up`, out: inner };
  const down = (hidden: Tensor) => linearLayer(network, `${path}.down`, hidden, shape.width, shape.biases);
  switch (shape.activation) {
    case "relu":
    case "gelu":
    case "silu": {
      const activate = { relu, gelu, silu }[shape.activation];
      return down(activate(stackedLinear(network, [up], x, shape.biases)[0]));
    }
    case "gated-gelu":
    case "gated-silu": {
      const activate = shape.activation === "gated-gelu" ? gelu : silu;
      const gate = { path: `${path}.gate`, out: inner };
      const [gated, plain] = stackedLinear(network, [gate, up], x, shape.biases);
      return down(multiply(activate(gated), plain));
    }
  }
}
