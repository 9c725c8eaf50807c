import { describe, expect, it } from "vitest";
import { causalDecodingModel } from "../../../src/nn/causal/decoding/model.ts";
import { tokenRows } from "../../../src/nn/causal/decoding/token-rows.ts";
import { decodeByBeams } from "../../../src/nn/decoding/beam.ts";
import type { Decoded } from "../../../src/nn/decoding/decoder.ts";
import { decodeBySampling, decodeGreedily } from "../../../src/nn/decoding/generate.ts";
import { causalDecodingPool } from "../../../src/nn/decoding/pool.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { deriveSeed } from "../../../src/random/seed.ts";
import { causalFixtures, fixtureFolder, readCausalFixture } from "./fixture.ts";

const tokensOf = (rows: readonly Decoded[]) => rows.map((row) => [...row.tokens]);
const total = ({ logProbabilities }: Decoded) => logProbabilities.reduce((sum, value) => sum + value, 0);

describe.each(causalFixtures)("%s decodes as PyTorch does", (name) => {
  const { model, expected } = readCausalFixture(name);
  const prompts = expected.rows.map((row, i) => row.slice(0, expected.prompts[i]));
  const decoding = causalDecodingModel(model, { newTokens: 12, threads: 1 });

  it("greedily, prompts of several lengths together and each alone", async () => {
    expect(tokensOf(await decodeGreedily(decoding, tokenRows(prompts)))).toEqual(expected.greedy);
    for (const [i, prompt] of prompts.entries())
      expect(tokensOf(await decodeGreedily(decoding, tokenRows([prompt])))).toEqual([expected.greedy[i]]);
  });

  it("by beam search", async () => {
    const { beamEnds: endTokens } = expected;
    const ending = causalDecodingModel(model, { newTokens: 12, endTokens, threads: 1 });
    const found = await decodeByBeams(ending, tokenRows(prompts), { width: 3, lengthPenalty: 1 });
    expect(found.map(tokensOf)).toEqual(expected.beams.map(({ tokens }) => tokens));
    for (const [i, beams] of found.entries())
      for (const [j, beam] of beams.entries())
        expect(total(beam) / beam.tokens.length).toBeCloseTo(expected.beams[i]!.scores[j]!, 4);
  });
});

describe("sampling", () => {
  const { model, expected } = readCausalFixture("qwen3");
  const decoding = causalDecodingModel(model, { newTokens: 12, endTokens: [2], threads: 1 });
  const prompts = Array.from({ length: 12 }, (_, i) => expected.rows[i % 3]!.slice(0, 1 + i));
  const streams = (rows: readonly number[]) => rows.map((row) => createRandom(deriveSeed(1, "row", row)));
  const sample = (rows: readonly number[], perPrompt = 1) =>
    decodeBySampling(
      decoding,
      tokenRows(rows.filter((_, i) => i % perPrompt === 0).map((row) => prompts[row]!)),
      { temperature: 0.9, topK: 20, topP: 0.95 },
      streams(rows),
    );
  const all = [...prompts.keys()];

  it("of a row depends on its own seed alone, not on the batch it is in or its place there", async () => {
    const together = await sample(all);
    expect(new Set(together.map((row) => row.finishReason))).toEqual(new Set(["end", "length"]));
    for (const rows of [[0], [5], [3, 4, 5, 6], [11, 2, 7], all.toReversed()])
      expect(await sample(rows)).toEqual(rows.map((row) => together[row]));
  });

  it("gives each of several samples of one prompt its own tokens", async () => {
    const samples = await decodeBySampling(
      decoding,
      tokenRows([prompts[4]!, prompts[9]!]),
      { temperature: 1 },
      streams([0, 1, 2, 3]),
    );
    for (const [i, row] of samples.entries()) {
      const prompt = tokenRows([prompts[i < 2 ? 4 : 9]!]);
      expect(await decodeBySampling(decoding, prompt, { temperature: 1 }, streams([i]))).toEqual([row]);
    }
  });
});

describe("a model that sees 64 tokens", () => {
  const { model, expected } = readCausalFixture("gpt2");
  const decoding = causalDecodingModel(model, { endTokens: [], threads: 1 });
  const prompt = Array.from({ length: 64 }, (_, i) => expected.rows[0]![i % 13]!);

  it("writes until it sees no further", async () => {
    const rows = await decodeGreedily(
      decoding,
      tokenRows([1, 2, 3, 40, 4, 5, 63, 64].map((n) => prompt.slice(0, n))),
    );
    expect(rows.map((row) => row.tokens.length)).toEqual([63, 62, 61, 24, 60, 59, 1, 0]);
    expect(rows.every((row) => row.finishReason === "length")).toBe(true);
  });

  it("finds for every prompt as many beams as were asked for", async () => {
    const sources = tokenRows([60, 63, 64].map((n) => prompt.slice(0, n)));
    const beams = await decodeByBeams(decoding, sources, { width: 4 });
    expect(beams.map((found) => found.map((beam) => beam.tokens.length))).toEqual(
      [4, 1, 0].map((length) => Array(4).fill(length)),
    );
  });

  it.each([
    ["no token", [], /text 1 has 0 tokens; the model sees from 1 to 64/],
    ["one too many", [...prompt, 3], /text 1 has 65 tokens/],
  ])("refuses a prompt of %s", async (_, wrong, message) => {
    await expect(decodeGreedily(decoding, tokenRows([prompt, wrong]))).rejects.toThrow(message);
  });
});

it("goes on where its cache has no room left, as PyTorch's does", async () => {
  // What is read in one go is what was written token by token, though the cache grew on the way.
  const { model, expected } = readCausalFixture("llama-dynamic");
  const config = { ...model.config, longest: 400, endTokens: [] };
  const decoding = causalDecodingModel({ ...model, config }, { threads: 1 });
  const [whole] = await decodeGreedily(decoding, tokenRows([expected.rows[0]!.slice(0, 4)]));
  expect(whole!.tokens.length).toBe(396);
  const text = [...expected.rows[0]!.slice(0, 4), ...whole!.tokens];
  for (const at of [132, 133, 200, 300]) {
    const [rest] = await decodeGreedily(decoding, tokenRows([text.slice(0, at)]));
    expect([...rest!.tokens]).toEqual(text.slice(at));
  }
});

it("decodes in a thread of its own, batches in turn", async () => {
  const { expected } = readCausalFixture("qwen2");
  const prompts = expected.rows.map((row, i) => row.slice(0, expected.prompts[i]));
  const pool = causalDecodingPool(
    fixtureFolder("qwen2"),
    { newTokens: 12, threads: 1 },
    { method: "greedy" },
  );
  const batches = await Promise.all(
    [prompts, prompts.slice(2)].map((rows) => pool.decode(tokenRows(rows), [])),
  );
  await pool.release();
  expect(batches.map(tokensOf)).toEqual([expected.greedy, expected.greedy.slice(2)]);
});
