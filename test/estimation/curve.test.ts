import { describe, expect, it } from "vitest";
import { curvePoint, verificationCurve } from "../../src/estimation/curve.ts";
import { countOutcomes, operatingPoint } from "../../src/estimation/operating-point.ts";
import { createRandom } from "../../src/random/generator.ts";

const random = createRandom(1);
const n = 300;
const scores = Float64Array.from({ length: n }, () =>
  random.integer(10) === 0 ? -Infinity : random.integer(30),
);
const keys = Float64Array.from({ length: n }, () => random.uniform());
const hard = Float64Array.from(scores, (score) => (random.uniform() * 40 < score ? 1 : 0));
const soft = Float64Array.from({ length: n }, () => random.uniform());

describe("verificationCurve", () => {
  it("gives at every share what counting gives, ties in the order of the keys", () => {
    const byHand = [...scores.keys()].sort((i, j) =>
      scores[i] === scores[j] ? keys[i] - keys[j] : scores[j] - scores[i],
    );
    for (const correct of [hard, soft]) {
      const curve = verificationCurve(scores, correct, keys);
      expect([...curve.order]).toEqual(byHand);
      for (let kept = 0; kept <= n; kept++) {
        const mask = new Uint8Array(n);
        for (const i of byHand.slice(0, kept)) mask[i] = 1;
        const { phi, psi, pstar, keptPrecision, yield: share } = operatingPoint(countOutcomes(mask, correct));
        const point = curvePoint(curve, kept);
        expect(point.phi).toBeCloseTo(phi, 12);
        expect(point.psi).toBeCloseTo(psi, 12);
        expect(point.pstar).toBeCloseTo(pstar, 10);
        expect(point.keptPrecision).toBeCloseTo(keptPrecision, 12);
        expect(point.yield).toBeCloseTo(share, 12);
        if (kept > 0) expect(curve.thresholds[kept - 1]).toBe(scores[byHand[kept - 1]]);
      }
    }
  });

  it("has the area of all pairs compared, ties one half", () => {
    for (const correct of [hard, soft]) {
      let wins = 0;
      let pairs = 0;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const weight = correct[i] * (1 - correct[j]);
          pairs += weight;
          wins += weight * (scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0);
        }
      }
      expect(verificationCurve(scores, correct, keys).auc).toBeCloseTo(wins / pairs, 12);
    }
  });

  it("has no area where one kind is missing", () => {
    expect(verificationCurve(scores, new Float64Array(n), keys).auc).toBeNull();
    expect(verificationCurve(new Float64Array(0), new Float64Array(0), new Float64Array(0)).auc).toBeNull();
  });
});
