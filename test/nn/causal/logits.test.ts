import { describe, expect, it } from "vitest";
import { packedBias } from "../../../src/nn/causal/masks.ts";
import { causalLogits, causalStates } from "../../../src/nn/causal/model.ts";
import { frozenNetwork } from "../../../src/nn/parameters.ts";
import { createGraph, graphBytes, graphInput, graphOutput } from "../../../src/onnx/graph.ts";
import { createSession, tokenTensor, valuesOf } from "../../../src/onnx/runtime.ts";
import { relativeError } from "../fixture.ts";
import { causalFixtures, readCausalFixture, unpackFloats } from "./fixture.ts";

/** Logits of every token, the rows each in a row of the batch or all packed into one. */
async function logitsOf(
  { config, weights }: ReturnType<typeof readCausalFixture>["model"],
  rows: readonly number[][],
  isPacked: boolean,
) {
  const batch = isPacked ? 1 : rows.length;
  const length = isPacked ? rows.flat().length + 3 : Math.max(...rows.map((row) => row.length));
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  const int64 = (name: string) => graphInput(graph, name, [batch, length], "int64");
  const [tokens, positions, segments] = [int64("tokens"), int64("positions"), int64("segments")];
  const bias = packedBias(network, segments, positions);
  const { states } = causalStates(network, config, { tokens, positions, bias });
  graphOutput("logits", causalLogits(network, config, states));
  const feeds = {
    tokens: new Int32Array(batch * length),
    positions: new Int32Array(batch * length),
    segments: new Int32Array(batch * length),
  };
  const starts = rows.map((_, i) => (isPacked ? rows.slice(0, i).flat().length : i * length));
  for (const [i, row] of rows.entries()) {
    feeds.tokens.set(row, starts[i]);
    feeds.positions.set([...row.keys()], starts[i]);
    feeds.segments.fill(i + 1, starts[i], starts[i]! + row.length);
  }
  const session = await createSession(graphBytes(graph));
  const shape = [batch, length];
  const results = await session.run({
    tokens: tokenTensor(feeds.tokens, shape),
    positions: tokenTensor(feeds.positions, shape),
    segments: tokenTensor(feeds.segments, shape),
  });
  const logits = valuesOf<Float32Array>(results.logits!);
  const width = config.vocabularySize;
  return rows.map((row, i) => logits.slice(starts[i]! * width, (starts[i]! + row.length) * width));
}

describe.each(causalFixtures)("%s", (name) => {
  const { model, expected } = readCausalFixture(name);

  it.each([
    ["each in a row of its own", false],
    ["packed into one", true],
  ])("computes PyTorch's logits of several sequences, %s", async (_, isPacked) => {
    const logits = await logitsOf(model, expected.rows, isPacked);
    for (const [i, row] of logits.entries())
      expect(relativeError(row, unpackFloats(expected.logits[i]!)), `row ${i}`).toBeLessThan(1e-5);
  });
});
