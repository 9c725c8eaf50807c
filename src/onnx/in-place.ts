import { emit, type Tensor } from "./graph.ts";
import type { Feeds, Session } from "./runtime.ts";

// ONNX Runtime writes an output into the tensor it is given, but its binding for Node then copies every output into a new buffer
// nevertheless: for the gradient of a hundred million parameters half a gigabyte a step. A sequence is nothing the binding can
// return, so that a run whose first output is one ends after the writing and before the copying.

const unreturned = "unreturned";

/** Prepares a graph for `runInto`. @param any one of its tensors, best a small one */
export function writeInPlace(any: Tensor): void {
  const tensor = emit("SequenceConstruct", [any], {}, any.shape);
  any.graph.outputs.unshift({ name: unreturned, tensor, isSequence: true });
}

/**
 * Runs a graph of `writeInPlace`, its results written where `outputs` are. A binding that returns sequences would copy again, and
 * all else be the same.
 */
export async function runInto(session: Session, feeds: Feeds, outputs: Feeds): Promise<void> {
  try {
    await session.run(feeds, { [unreturned]: null, ...outputs });
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith("Non tensor type"))) throw error;
  }
}
