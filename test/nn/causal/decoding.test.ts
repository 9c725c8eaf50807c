import { describe, expect, it } from "vitest";
import { causalDecodingModel, promptRows } from "../../../src/nn/causal/decoding/model.ts";
import { decodeByBeams } from "../../../src/nn/decoding/beam.ts";
import type { Decoded } from "../../../src/nn/decoding/decoder.ts";
import { decodeBySampling, decodeGreedily } from "../../../src/nn/decoding/generate.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { deriveSeed } from "../../../src/random/seed.ts";
import { causalFixtures, readCausalFixture } from "./fixture.ts";

const tokensOf = (rows: readonly Decoded[]) => rows.map((row) => [...row.tokens]);
const total = ({ logProbabilities }: Decoded) => logProbabilities.reduce((sum, value) => sum + value, 0);

describe.each(causalFixtures)("%s decodes as PyTorch does", (name) => {
  const { model, expected } = readCausalFixture(name);
  const prompts = expected.rows.map((row, i) => row.slice(0, expected.prompts[i]));
  const decoding = causalDecodingModel(model, { newTokens: 12, threads: 1 });

  it("greedily, prompts of several lengths together and each alone", async () => {
    expect(tokensOf(await decodeGreedily(decoding, promptRows(prompts)))).toEqual(expected.greedy);
    for (const [i, prompt] of prompts.entries())
      expect(tokensOf(await decodeGreedily(decoding, promptRows([prompt])))).toEqual([expected.greedy[i]]);
  });

  it("by beam search", async () => {
    const { beamEnds: endTokens } = expected;
    const ending = causalDecodingModel(model, { newTokens: 12, endTokens, threads: 1 });
    const found = await decodeByBeams(ending, promptRows(prompts), { width: 3, lengthPenalty: 1 });
    expect(found.map(tokensOf)).toEqual(expected.beams.map(({ tokens }) => tokens));
    for (const [i, beams] of found.entries())
      for (const [j, beam] of beams.entries())
        expect(total(beam) / beam.tokens.length).toBeCloseTo(expected.beams[i]!.scores[j]!, 4);
  });
});
