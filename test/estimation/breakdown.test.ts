import { describe, expect, it } from "vitest";
import { countOutcomes, operatingPoint } from "../../src/estimation/operating-point.ts";
import { studentRange } from "../../src/estimation/student.ts";
import {
  breakdownPoint,
  breakdownPointOfRatio,
  keptPrecision,
  likelihoodRatio,
} from "../../src/metrics/breakdown.ts";

const rates = [0, 0.01, 0.2, 0.5, 0.8, 1];

describe("breakdownPoint", () => {
  it("is ½ without verification, 1 for an oracle, 0 for its opposite", () => {
    expect(breakdownPoint(1, 1)).toBe(0.5);
    expect(breakdownPoint(0.3, 0.3)).toBe(0.5);
    expect(breakdownPoint(0.3, 0)).toBe(1);
    expect(breakdownPoint(0, 0.3)).toBe(0);
    expect(breakdownPoint(0, 0)).toBe(0.5);
  });

  it("is the likelihood ratio on the log-odds scale", () => {
    for (const phi of rates) {
      for (const psi of rates) {
        expect(breakdownPointOfRatio(likelihoodRatio(phi, psi))).toBeCloseTo(breakdownPoint(phi, psi), 14);
      }
    }
  });

  it("is where kept precision passes ½", () => {
    for (const phi of rates) {
      for (const psi of rates) {
        if (phi + psi === 0) continue;
        const pstar = breakdownPoint(phi, psi);
        if (pstar < 1) expect(keptPrecision(Math.min(1, pstar + 1e-6), phi, psi)).toBeLessThan(0.5);
        if (pstar > 0) expect(keptPrecision(Math.max(0, pstar - 1e-6), phi, psi)).toBeGreaterThan(0.5);
      }
    }
  });
});

describe("keptPrecision", () => {
  it("is the generator's own precision where the verifier has no skill or keeps nothing", () => {
    for (const error of rates) {
      expect(keptPrecision(error, 0.4, 0.4)).toBeCloseTo(1 - error, 14);
      expect(keptPrecision(error, 0, 0)).toBe(1 - error);
    }
  });
});

describe("operatingPoint", () => {
  it("counts what is kept of each kind", () => {
    const point = operatingPoint(
      countOutcomes(Uint8Array.of(1, 1, 0, 1, 0, 0), Uint8Array.of(1, 1, 1, 0, 0, 0)),
    );
    expect(point).toMatchObject({ k1: 2, n1: 3, k0: 1, n0: 3, total: 6, kept: 3, error: 0.5, yield: 0.5 });
    expect(point.pstar).toBeCloseTo(2 / 3, 14);
    expect(point.keptPrecision).toBeCloseTo(2 / 3, 14);
  });

  it("takes soft labels as expectations, and agrees with kept precision computed from rates", () => {
    const kept = Uint8Array.of(1, 0, 1, 1);
    const correct = Float64Array.of(0.9, 0.4, 0.5, 0.1);
    const point = operatingPoint(countOutcomes(kept, correct));
    expect(point.phi).toBeCloseTo(1.5 / 1.9, 14);
    expect(point.psi).toBeCloseTo(1.5 / 2.1, 14);
    expect(point.keptPrecision).toBeCloseTo(keptPrecision(point.error, point.phi, point.psi), 14);
  });

  it("takes an unseen kind's rate to be the other's", () => {
    expect(operatingPoint({ k1: 3, n1: 10, k0: 0, n0: 0 })).toMatchObject({
      ...{ phi: 0.3, psi: 0.3, pstar: 0.5, error: 0, keptPrecision: 1 },
    });
    expect(operatingPoint({ k1: 0, n1: 0, k0: 3, n0: 10 })).toMatchObject({ pstar: 0.5, keptPrecision: 0 });
    expect(operatingPoint({ k1: 0, n1: 0, k0: 0, n0: 0 })).toMatchObject({ pstar: 0.5, yield: 0 });
  });
});

describe("studentRange", () => {
  it("lies between the kept precision and the limit under noise", () => {
    expect(studentRange(0.8)).toEqual({ low: 0.8, high: 1 });
    expect(studentRange(0.3)).toEqual({ low: 0, high: 0.3 });
    expect(studentRange(0.5)).toEqual({ low: 0.5, high: 0.5 });
  });
});
