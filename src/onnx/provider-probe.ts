import { gradients } from "./gradients.ts";
import { createGraph, graphBytes, graphInput, graphOutput, type Tensor } from "./graph.ts";
import { geluByTanh, silu } from "./ops/activation.ts";
import { mixByScores } from "./ops/attention.ts";
import { add } from "./ops/elementwise.ts";
import { gatherRows } from "./ops/embedding.ts";
import { reshape } from "./ops/layout.ts";
import { crossEntropy } from "./ops/loss.ts";
import { linear, matmul } from "./ops/matmul.ts";
import { layerNorm, rmsNorm } from "./ops/normalization.ts";
import type { Provider } from "./providers.ts";
import { createSession, tensorOf, tokenTensor, valuesOf } from "./runtime.ts";
import { sizeOf } from "./shape.ts";

/**
 * What a process that runs this file says on its standard output, unless the provider ends it: how far its gradients are off, null
 * where they are no numbers.
 */
export type ProbeResult = { readonly error: number | null } | { readonly why: string };

const [rows, length, width, words] = [2, 8, 32, 48];

const weights: Readonly<Record<string, readonly number[]>> = {
  table: [words, width],
  rms: [width],
  query: [width, width],
  key: [width, width],
  value: [width, width],
  bias: [width],
  scale: [width],
  shift: [width],
  out: [words, width],
};

/** The loss and every gradient of a layer of a language model that has all that models are made of. */
function probeGraph(): Uint8Array {
  const graph = createGraph({ isPortable: true });
  const parameters = Object.entries(weights).map(([name, shape]) =>
    graphInput(graph, name, shape, "float32", { requiresGradient: true }),
  );
  const weight = (name: string): Tensor => parameters.find((parameter) => parameter.name === name)!;
  const x = gatherRows(weight("table"), graphInput(graph, "tokens", [rows, length], "int64"));
  const normal = rmsNorm(x, weight("rms"), 1e-6);
  const [query, key, value] = ["query", "key", "value"].map((name) =>
    linear(normal, weight(name), weight("bias")),
  );
  const scores = matmul(query!, key!, { transposeB: true, alpha: 1 / Math.sqrt(width) });
  const mixed = add(x, silu(mixByScores(scores, value!)));
  const states = geluByTanh(layerNorm(mixed, weight("scale"), weight("shift"), 1e-5));
  const logits = reshape(linear(states, weight("out")), [rows * length, words]);
  const labels = graphInput(graph, "labels", [rows * length], "int64");
  const loss = crossEntropy(logits, labels, graphInput(graph, "shares", [rows * length], "float32"), 0.1);
  graphOutput("loss", loss);
  for (const [i, gradient] of gradients(loss, parameters).entries())
    graphOutput(`gradient of ${parameters[i]!.name}`, gradient);
  return graphBytes(graph);
}

async function results(provider: Provider): Promise<Map<string, Float32Array>> {
  const session = await createSession(probeGraph(), { provider });
  const values = (shape: readonly number[], seed: number) =>
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(12.9898 * (i + 1) * seed));
  const tokens = Array.from({ length: rows * length }, (_, i) => (i * i) % words);
  // Gradients so small that half precision has none of them.
  const shares = new Float32Array(rows * length).fill(1e-6);
  const found = await session.run({
    ...Object.fromEntries(
      Object.entries(weights).map(([name, shape], i) => [name, tensorOf(values(shape, i + 1), shape)]),
    ),
    tokens: tokenTensor(tokens, [rows, length]),
    labels: tokenTensor(tokens.toReversed(), [rows * length]),
    shares: tensorOf(shares, [rows * length]),
  });
  await session.release();
  return new Map(Object.entries(found).map(([name, tensor]) => [name, valuesOf<Float32Array>(tensor)]));
}

/** The largest ‖a − b‖ / ‖b‖ of all results. */
function largestError(found: Map<string, Float32Array>, right: Map<string, Float32Array>): number {
  const errors = [...right].map(([name, b]) => {
    const a = found.get(name)!;
    return Math.hypot(...b.map((value, i) => a[i]! - value)) / Math.hypot(...b);
  });
  return Math.max(...errors);
}

async function probe(provider: Provider): Promise<ProbeResult> {
  try {
    return { error: largestError(await results(provider), await results("cpu")) };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

console.log(JSON.stringify(await probe(process.argv[2] as Provider)));
