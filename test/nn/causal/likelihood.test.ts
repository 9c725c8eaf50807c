import { describe, expect, it } from "vitest";
import { tokenRows } from "../../../src/nn/causal/decoding/token-rows.ts";
import { causalLikelihoodModel } from "../../../src/nn/causal/likelihood.ts";
import { causalFixtures, readCausalFixture } from "./fixture.ts";

describe.each(causalFixtures)("%s gives continuations PyTorch's likelihood", (name) => {
  const { model, expected } = readCausalFixture(name);

  it("together and each alone", async () => {
    const scorer = await causalLikelihoodModel(model, 1);
    const together = await scorer.logLikelihoods(tokenRows(expected.rows), expected.prompts);
    for (const [i, row] of expected.rows.entries()) {
      const [alone] = await scorer.logLikelihoods(tokenRows([row]), [expected.prompts[i]!]);
      expect(together[i]).toBeCloseTo(expected.likelihoods[i]!, 4);
      expect(alone).toBeCloseTo(expected.likelihoods[i]!, 4);
    }
    await scorer.release();
  });
});

it("refuses a text that is longer than the model sees", async () => {
  const scorer = await causalLikelihoodModel(readCausalFixture("gpt2").model, 1);
  const rows = tokenRows([[3, 4], Array(65).fill(5)]);
  await expect(scorer.logLikelihoods(rows, [1, 1])).rejects.toThrow(/text 1 has 65 tokens; .* 1 to 64/);
});
