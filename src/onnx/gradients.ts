import { scalar, type Tensor } from "./graph.ts";
import { add } from "./ops/elementwise.ts";
import { recomputation } from "./recompute.ts";
import { sameShape } from "./shape.ts";

/**
 * Reverse-mode differentiation: appends to the graph the gradient of a scalar with respect to each of `parameters`.
 * @param loss tensor of rank 0
 * @param recompute the values between `checkpoint`s in place of keeping them: about a third more work
 * @returns one tensor for each parameter, in its shape
 * @throws Error when the loss does not depend on a parameter
 */
export function gradients(loss: Tensor, parameters: readonly Tensor[], recompute = false): Tensor[] {
  const { graph } = loss;
  if (loss.shape.length !== 0) throw new Error(`the loss has shape [${loss.shape}], not a scalar`);
  const known = new Map<string, Tensor>([[loss.name, scalar(loss, 1)]]);
  graph.recording = false;
  const again = recompute ? recomputation(graph) : undefined;
  for (const { at, inputs, outputs, backward } of graph.tape.toReversed()) {
    const outputGradients = outputs.map((output) => known.get(output.name));
    const given = outputGradients.find((gradient) => gradient !== undefined);
    if (given === undefined) continue;
    again?.reach(at, given);
    const thunks = backward(outputGradients);
    inputs.forEach((input, i) => {
      const thunk = thunks[i];
      if (!input.requiresGradient || thunk === undefined) return;
      const sum = known.get(input.name);
      const gradient = typeof thunk === "function" ? thunk() : thunk.onto(sum);
      if (!sameShape(gradient.shape, input.shape))
        throw new Error(`gradient of ${input.name} has shape [${gradient.shape}], not [${input.shape}]`);
      const isWhole = sum === undefined || typeof thunk !== "function";
      known.set(input.name, isWhole ? gradient : add(sum, gradient));
    });
  }
  again?.end();
  graph.recording = true;
  return parameters.map((parameter) => {
    const gradient = known.get(parameter.name);
    if (gradient === undefined) throw new Error(`the loss does not depend on ${parameter.name}`);
    return gradient;
  });
}
