import { describe, expect, it } from "vitest";
import { causalDecodingModel, promptRows } from "../../../src/nn/causal/decoding/model.ts";
import { decodeGreedily } from "../../../src/nn/decoding/generate.ts";
import { causalFixtures, readCausalFixture } from "./fixture.ts";

describe.each(causalFixtures)("%s decodes as PyTorch does", (name) => {
  const { model, expected } = readCausalFixture(name);
  const prompts = expected.rows.map((row, i) => row.slice(0, expected.prompts[i]));

  it("greedily, prompts of several lengths together and each alone", async () => {
    const decoding = causalDecodingModel(model, { newTokens: 12, threads: 1 });
    const together = await decodeGreedily(decoding, promptRows(prompts));
    expect(together.map((row) => [...row.tokens])).toEqual(expected.greedy);
    for (const [i, prompt] of prompts.entries()) {
      const [alone] = await decodeGreedily(decoding, promptRows([prompt]));
      expect([...alone!.tokens]).toEqual(expected.greedy[i]);
    }
    await decoding.release();
  });
});
