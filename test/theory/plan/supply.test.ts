import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { type PlanQuestion, pose } from "../../../src/theory/plan/question.ts";
import { estimated, keptSupply, supplyOf, verificationOf } from "../../../src/theory/plan/supply.ts";

const base: PlanQuestion = { realRows: 100, syntheticRows: 1000, noise: 0.4, syntheticNoise: 0.3 };

function suppliesOf(question: Partial<PlanQuestion>) {
  const posed = pose({ ...base, ...question });
  const quality = estimated(posed);
  const all = supplyOf(posed, quality);
  const verification = verificationOf(quality);
  return { all, verification, kept: keptSupply(posed, all, verification) };
}

describe("an error rate", () => {
  it("is the mean square of labels ±s, some of them flipped", () => {
    const random = createRandom(1);
    const s = Math.sqrt(1 + 0.4 ** 2);
    let sum = 0;
    for (let i = 0; i < 100_000; i++) sum += random.uniform() < 0.2 ? (2 * s) ** 2 : 0;
    expect(suppliesOf({ error: 0.2 }).all.shift).toBeCloseTo(sum / 100_000, 1);
  });

  it("is split into what depends on the input and noise", () => {
    const { all } = suppliesOf({ error: 0.2, systematic: 0.25 });
    const whole = 0.8 * 1.16;
    expect(all.shift).toBeCloseTo(0.25 * whole, 12);
    expect(all.noise).toBeCloseTo(0.09 + 0.75 * whole, 12);
  });
});

describe("a verifier", () => {
  it("leaves of classes the share of kept rows that are wrong", () => {
    const { kept, all, verification } = suppliesOf({ error: 0.2, verifier: { phi: 0.9, psi: 0.1 } });
    expect(kept.rows).toBeCloseTo(740, 9);
    expect(kept.shift / all.shift).toBeCloseTo(0.02 / 0.74 / 0.2, 12);
    expect(verification).toMatchObject({ pstar: 0.9, error: 0.2 });
    expect(verification!.keptError).toBeCloseTo(0.02 / 0.74, 12);
  });

  it("leaves of a Gaussian shift what a simulation leaves", () => {
    const random = createRandom(2);
    const [phi, psi, c2, bound] = [0.8, 0.25, 0.6, 1.1];
    let [wrong, kept, square] = [0, 0, 0];
    const draws = 400_000;
    for (let i = 0; i < draws; i++) {
      const shift = Math.sqrt(c2) * random.normal();
      const isWrong = Math.abs(shift) > bound;
      if (isWrong) wrong++;
      if (random.uniform() >= (isWrong ? psi : phi)) continue;
      kept++;
      square += shift ** 2;
    }
    const found = suppliesOf({ error: wrong / draws, shift: c2, verifier: { phi, psi } });
    expect(found.kept.rows / 1000).toBeCloseTo(kept / draws, 2);
    expect(found.kept.shift / (square / kept)).toBeCloseTo(1, 2);
  });

  it("that tells nothing apart changes nothing but the amount", () => {
    for (const shift of [undefined, 0.5]) {
      const quality = { error: 0.3, ...(shift !== undefined && { shift }) };
      const { all, kept } = suppliesOf({ ...quality, verifier: { phi: 0.4, psi: 0.4 } });
      expect(kept.rows).toBeCloseTo(0.4 * all.rows, 9);
      expect(kept.shift).toBeCloseTo(all.shift, 12);
      expect(kept.noise).toBeCloseTo(all.noise, 12);
    }
  });

  it("that is perfect leaves no wrong class, and of a Gaussian shift only what is within tolerance", () => {
    const perfect = { verifier: { phi: 1, psi: 0 } };
    expect(suppliesOf({ error: 0.3, ...perfect }).kept.shift).toBe(0);
    const { shift } = suppliesOf({ error: 0.3, shift: 0.5, ...perfect }).kept;
    expect(shift).toBeGreaterThan(0);
    expect(shift).toBeLessThan(0.5 / 2);
  });

  it("that keeps nothing leaves nothing, and never a NaN", () => {
    for (const error of [0, 0.3, 1]) {
      const { kept } = suppliesOf({ error, verifier: { phi: 0, psi: 0 } });
      expect(kept.rows).toBe(0);
      expect(kept.shift).not.toBeNaN();
    }
    expect(suppliesOf({ error: 0, verifier: { phi: 0.9, psi: 0.2 } }).kept.shift).toBe(0);
    expect(suppliesOf({ error: 1, verifier: { phi: 0.9, psi: 0.2 } }).kept.rows).toBeCloseTo(200, 9);
  });
});
