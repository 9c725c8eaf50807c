import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import {
  anglesOfErrors,
  breakdownLine,
  errorsOfAngles,
  selectionGeometry,
} from "../../../src/theory/selection/geometry.ts";

const { PI } = Math;
const geometry = (generatorError: number, verifierError: number, azimuth = PI / 2) =>
  selectionGeometry({ generatorError, verifierError, azimuth });
const sideOf = (difference: number) => (Math.abs(difference) < 1e-9 ? 0 : Math.sign(difference));
const grid = [0.03, 0.2, 0.45, 0.5, 0.7, 0.96];
const azimuths = [0.1, 1, PI / 2, 3];

describe("the geometry of a linear generator and a linear verifier", () => {
  it("agrees with counting signs", () => {
    const cases = [
      [0.45, 0.2, PI / 2],
      [0.3, 0.6, 0.4],
      [0.8, 0.35, 2.5],
    ] as const;
    const rows = 200_000;
    const random = createRandom(7);
    for (const [p, verifierError, azimuth] of cases) {
      const counts = { correct: 0, keptCorrect: 0, keptWrong: 0 };
      for (let i = 0; i < rows; i++) {
        const [a, b, c] = [random.normal(), random.normal(), random.normal()];
        const g = a * Math.cos(PI * p) + b * Math.sin(PI * p) > 0;
        const across = Math.cos(azimuth) * b + Math.sin(azimuth) * c;
        const v = a * Math.cos(PI * verifierError) + Math.sin(PI * verifierError) * across > 0;
        if (g === a > 0) counts.correct++;
        if (g === a > 0 && g === v) counts.keptCorrect++;
        if (g !== a > 0 && g === v) counts.keptWrong++;
      }
      const exact = geometry(p, verifierError, azimuth);
      expect(counts.correct / rows).toBeCloseTo(1 - p, 2);
      expect(Math.abs(counts.keptCorrect / counts.correct - exact.phi)).toBeLessThan(0.005);
      expect(Math.abs(counts.keptWrong / (rows - counts.correct) - exact.psi)).toBeLessThan(0.005);
      expect(Math.abs((counts.keptCorrect + counts.keptWrong) / rows - exact.keptShare)).toBeLessThan(0.005);
    }
  });

  it("gives the reference values", () => {
    const one = geometry(0.45, 0.2);
    expect(
      [one.phi, one.psi, one.pstar, one.limitingAccuracy].map((x) => Math.round(x * 1000) / 1000),
    ).toEqual([0.809, 0.212, 0.793, 0.722]);
  });

  it("passes p⋆, kept precision ½ and chance on one line, whatever the azimuth", () => {
    for (const azimuth of azimuths) {
      for (const p of grid) {
        for (const v of grid) {
          const { pstar, keptPrecision, limitingAccuracy } = geometry(p, v, azimuth);
          const side = sideOf(breakdownLine(v) - p);
          expect(sideOf(pstar - p)).toBe(side);
          expect(sideOf(keptPrecision - 0.5)).toBe(side);
          expect(sideOf(limitingAccuracy - 0.5)).toBe(side);
        }
      }
    }
  });

  it("keeps its books: the kept are the correct kept and the wrong kept", () => {
    for (const azimuth of azimuths) {
      for (const p of [0, ...grid, 1]) {
        for (const v of [0, ...grid, 1]) {
          const { phi, psi, keptShare } = geometry(p, v, azimuth);
          expect((1 - p) * phi + p * psi).toBeCloseTo(keptShare, 12);
        }
      }
    }
  });

  it("is exact where a direction is the truth, its opposite or the other direction", () => {
    for (const p of grid) {
      expect(geometry(p, 0)).toMatchObject({ phi: 1, psi: 0, pstar: 1 });
      expect(geometry(p, 1)).toMatchObject({ phi: 0, psi: 1, pstar: 0 });
      expect(geometry(p, p, 0)).toMatchObject({ phi: 1, psi: 1, pstar: 0.5, keptShare: 1 });
      expect(geometry(p, p, 0).limitingAccuracy).toBeCloseTo(1 - p, 14);
    }
    expect(geometry(0, 0)).toMatchObject({ phi: 1, psi: 0, pstar: 1, limitingAccuracy: 1 });
    expect(geometry(1, 1)).toMatchObject({ phi: 0, psi: 1, limitingAccuracy: 0 });
    expect(geometry(0, 1)).toMatchObject({ keptShare: 0, phi: 0, psi: 1, limitingAccuracy: 0.5 });
    expect(geometry(0, 0.3)).toMatchObject({ phi: 0.7, keptPrecision: 1 });
  });

  it("tends to its values at a perfect and at an always wrong generator", () => {
    for (const azimuth of azimuths) {
      for (const v of [0, ...grid, 1]) {
        expect(geometry(1e-7, v, azimuth).psi).toBeCloseTo(geometry(0, v, azimuth).psi, 5);
        expect(geometry(1 - 1e-7, v, azimuth).phi).toBeCloseTo(geometry(1, v, azimuth).phi, 5);
      }
    }
  });
});

describe("angles and errors", () => {
  it("are each other's inverse", () => {
    for (const azimuth of azimuths) {
      for (const p of grid) {
        for (const v of grid) {
          const there = { generatorError: p, verifierError: v, azimuth };
          const back = errorsOfAngles(anglesOfErrors(there));
          expect(back.generatorError).toBeCloseTo(p, 14);
          expect(back.verifierError).toBeCloseTo(v, 14);
          expect(back.azimuth).toBeCloseTo(azimuth, 10);
        }
      }
    }
    expect(errorsOfAngles({ generator: 0, verifier: 1, between: 1 }).azimuth).toBe(PI / 2);
  });

  it("refuses three angles that no directions have, and numbers out of range, by name", () => {
    const refused = [
      [() => errorsOfAngles({ generator: 1, verifier: 0.2, between: 0.5 }), /between: no three directions/],
      [() => errorsOfAngles({ generator: 2, verifier: 2.5, between: 2 }), /between: no three directions/],
      [() => errorsOfAngles({ generator: 4, verifier: 1, between: 1 }), /generator: must be in \[0, π\]/],
      [() => geometry(-0.1, 0), /generatorError/],
      [() => geometry(0, Number.NaN), /verifierError/],
      [() => geometry(0, 0, 4), /azimuth/],
    ] as const;
    for (const [act, line] of refused)
      expect(act).toThrow(expect.objectContaining({ line: expect.stringMatching(line) }));
  });
});
