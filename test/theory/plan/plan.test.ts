import { describe, expect, it } from "vitest";
import { collapseError } from "../../../src/theory/collapse/error.ts";
import { standardSetting } from "../../../src/theory/collapse/setting.ts";
import { bestAmount, equivalentRealRows } from "../../../src/theory/plan/outcome.ts";
import { plan } from "../../../src/theory/plan/plan.ts";
import type { PlanQuestion } from "../../../src/theory/plan/question.ts";

const base = { realRows: 300, syntheticRows: 2000, spectrum: { dimension: 80, decay: 0.7 } } as const;
const ask = (question: Partial<PlanQuestion>) => plan({ ...base, shift: 0.1, ...question });
const rising = (values: readonly number[]) => values.toSorted((a, b) => a - b);

describe("rows as good as real ones", () => {
  it("are worth exactly one each, all are added, and each weighs 1", () => {
    for (const noise of [0.2, 1]) {
      const { outcome, weighted, advice, verdict } = ask({ shift: 0, noise });
      expect(advice).toBe("add");
      expect(verdict).toMatch(/^Add all 2,000: test error \S+ → \S+, as good as 2,000 more real rows\.$/);
      expect(outcome.best.rows).toBe(2000);
      expect(outcome.best.equivalentRealRows).toBeCloseTo(2300, 3);
      for (const worth of Object.values(outcome.worth)) expect(worth).toBeCloseTo(1, 4);
      expect(weighted.weight).toBeCloseTo(1, 3);
    }
  });
});

describe("rows far off", () => {
  it("are not added, however many there are", () => {
    for (const syntheticRows of [10, 1000, 10 ** 6]) {
      const { advice, verdict, outcome } = ask({ shift: 20, syntheticRows });
      expect(advice).toBe("do not add");
      expect(verdict).toMatch(/^Do not add it/);
      expect(outcome.best).toMatchObject({ rows: 0, error: outcome.realOnly, equivalentRealRows: 300 });
      expect(outcome.worth).toMatchObject({ average: null });
      expect(outcome.worth.first).toBeLessThan(0);
    }
  });

  it("end with the error of Dohmatob et al.'s plateau, c², unless a ridge shrinks it", () => {
    const rows = { shift: 0.5, syntheticRows: 10 ** 9 };
    expect(ask({ ...rows, ridge: 0 }).outcome.all).toBeCloseTo(0.5, 5);
    expect(ask(rows).outcome.all).toBeLessThan(0.45);
  });
});

describe("the answer", () => {
  it("agrees with the closed form at a ridge given, amount by amount", () => {
    const ridge = 0.003;
    const { outcome } = ask({ ridge, shift: 0.2, spectrum: { dimension: 80, decay: 0 } });
    const errorOf = (rows: number): number =>
      collapseError(
        standardSetting({
          dimension: 80,
          samples: 300 + rows,
          width: null,
          syntheticShare: rows / (300 + rows),
          ridge,
          spectrumDecay: 0,
          signal: 1,
          shift: 0.2,
          noise: 0.5,
          syntheticNoise: 0.5,
        }),
      ).total;
    const errors = Array.from({ length: 2001 }, (_, rows) => errorOf(rows));
    expect(outcome.realOnly).toBeCloseTo(errors[0]!, 12);
    expect(outcome.all).toBeCloseTo(errors[2000]!, 12);
    expect(outcome.best.rows).toBe(errors.indexOf(Math.min(...errors)));
    expect(outcome.best.error).toBeCloseTo(Math.min(...errors), 12);
  });

  it("falls with every thing that makes synthetic labels worse", () => {
    const gains = (name: "shift" | "syntheticNoise" | "systematic" | "error", values: readonly number[]) =>
      values.map((value) => {
        const { shift: _, ...others } = { ...base, shift: 0.1 };
        const { outcome } = plan(
          name === "error" ? { ...others, error: value } : { ...base, shift: 0.1, [name]: value },
        );
        return outcome.best.error;
      });
    for (const errors of [
      gains("shift", [0, 0.01, 0.05, 0.2, 1]),
      gains("syntheticNoise", [0, 0.3, 0.6, 1.5, 4]),
      gains("error", [0, 0.01, 0.05, 0.2, 0.5]),
      gains("systematic", [0, 0.3, 0.7, 1]),
    ]) {
      expect(errors).toEqual(rising(errors));
      expect(errors[0]).toBeLessThan(errors.at(-1)!);
    }
  });

  it("never falls behind with more rows to choose from", () => {
    const errors = [1, 10, 100, 1000, 10_000].map(
      (syntheticRows) => ask({ syntheticRows }).outcome.best.error,
    );
    expect(errors).toEqual(rising(errors).toReversed());
  });

  it("is the same for the same question, and another seed changes its draws alone", () => {
    const question = { error: { count: 4, of: 200 }, draws: 50 } as const;
    const [a, b, c] = [1, 1, 2].map((seed) => plan({ ...base, ...question, seed }));
    expect(a).toEqual(b);
    expect(c!.outcome).toEqual(a!.outcome);
    expect(c!.certainty).not.toEqual(a!.certainty);
  });

  it("scales with the unit of the labels", () => {
    const a = ask({ shift: 0.1, noise: 0.5 });
    const b = ask({ shift: 0.9, noise: 1.5, signal: 9 });
    expect(b.outcome.best.rows).toBe(a.outcome.best.rows);
    expect(b.outcome.best.error / a.outcome.best.error).toBeCloseTo(9, 6);
  });

  it("says what it assumes, which of it are defaults, and what each decides", () => {
    const { assumptions, sensitivity } = ask({});
    const text = assumptions.join("\n");
    for (const said of ["linear model", "Gaussian", "limit of many", "Label shift only", "80 features"]) {
      expect(text).toContain(said);
    }
    expect(text).toContain("0.5 in real rows (default)");
    expect(text).not.toContain("(1+i)^−0.7 (default)");
    const varied = new Set(sensitivity.map(({ assumption }) => assumption));
    for (const one of [
      "spectrum's decay",
      "features",
      "noise of all labels",
      "label shift c²",
      "label shift",
    ]) {
      expect(varied).toContain(one);
    }
  });

  it("is, where an assumption is another, the answer to that other question", () => {
    const { sensitivity } = ask({});
    const row = (assumption: string, instead: string) =>
      sensitivity.find((one) => one.assumption === assumption && one.instead === instead)!;
    const doubled = ask({ shift: 0.2 }).outcome;
    expect(row("label shift c²", "doubled")).toMatchObject({
      bestRows: doubled.best.rows,
      error: doubled.best.error,
    });
    const steeper = ask({ spectrum: { dimension: 80, decay: 1.2 } }).outcome;
    expect(row("spectrum's decay", "1.2")).toMatchObject({
      realOnly: steeper.realOnly,
      error: steeper.best.error,
    });
  });
});

describe("a verifier", () => {
  const classes = (verifier: PlanQuestion["verifier"], error = 0.2) =>
    plan({ ...base, error, ...(verifier !== undefined && { verifier }) });

  it("that is perfect makes each kept row worth a real one", () => {
    const { outcome, kept, verification } = classes({ phi: 0.9, psi: 0 });
    expect(kept.shift).toBe(0);
    expect(kept.rows).toBeCloseTo(1440, 9);
    expect(verification).toMatchObject({ pstar: 1, keptError: 0 });
    expect(outcome.worth.average).toBeCloseTo(1, 4);
    expect(outcome.best.rows).toBe(1440);
  });

  it("that tells nothing apart is as if there were fewer rows", () => {
    const { outcome, unverified } = classes({ phi: 0.5, psi: 0.5 }, 0.02);
    const fewer = plan({ ...base, syntheticRows: 1000, error: 0.02 }).outcome;
    expect(outcome.best.rows).toBe(fewer.best.rows);
    expect(outcome.best.error).toBeCloseTo(fewer.best.error, 10);
    expect(unverified!.available).toBe(2000);
  });

  it("is worth more the more it tells apart", () => {
    const errors = [0.8, 0.4, 0.2, 0.1, 0.02, 0].map((psi) => classes({ phi: 0.8, psi }).outcome.best.error);
    expect(errors).toEqual(rising(errors).toReversed());
  });
});

describe("how sure it is", () => {
  it("is not asked of what is exact", () => {
    expect(ask({}).certainty).toBeNull();
    expect(ask({ shift: { estimate: 0.1, low: 0.1, high: 0.1 } }).certainty).toBeNull();
  });

  it("grows with the labels behind it", () => {
    const widths = [50, 500, 50_000].map((of) => {
      const { certainty } = plan({ ...base, error: { count: 0.02 * of, of }, draws: 200 });
      return certainty!.error.high - certainty!.error.low;
    });
    expect(widths).toEqual(rising(widths).toReversed());
    expect(widths[2]).toBeLessThan(widths[0]! / 10);
  });

  it("leaves open what few labels leave open, and many settle either way", () => {
    const advice = (share: number, of: number) =>
      plan({ ...base, error: { count: share * of, of }, draws: 200 }).advice;
    expect(advice(0.05, 20)).toBe("undecided");
    expect(advice(0.005, 20_000)).toBe("add");
    expect(advice(0.4, 20_000)).toBe("do not add");
  });

  it("holds the estimate in every interval", () => {
    const { certainty, outcome } = plan({
      ...base,
      error: { estimate: 0.05, low: 0.03, high: 0.08 },
      verifier: { phi: { count: 95, of: 100 }, psi: { count: 0, of: 5 } },
      draws: 100,
    });
    expect(certainty!.error.estimate).toBe(outcome.best.error);
    for (const { estimate, low, high } of [
      certainty!.error,
      certainty!.gainedRealRows,
      certainty!.bestRows,
    ]) {
      expect(low).toBeLessThanOrEqual(estimate);
      expect(high).toBeGreaterThanOrEqual(estimate);
    }
  });
});

describe("the best amount", () => {
  it("looks beyond a hill: noisy rows harm until there are enough", () => {
    const hill = (rows: number): number =>
      rows < 500 ? 1 + rows / 500 : 2 - Math.min(1.5, (rows - 500) / 1000);
    expect(bestAmount(hill, 10_000)).toBeGreaterThanOrEqual(2000);
    const { outcome } = ask({ shift: 0, syntheticNoise: 6, noise: 0.2, syntheticRows: 10 ** 7 });
    expect(outcome.worth.first).toBeLessThan(0);
    expect(outcome.best.rows).toBe(10 ** 7);
  });

  it("is the whole number itself, within what there is", () => {
    for (const best of [1, 2, 37, 12_345, 99_999]) {
      expect(bestAmount((rows) => (rows - best) ** 2, 100_000.7)).toBe(best);
    }
    expect(bestAmount((rows) => -rows, 12.9)).toBe(12);
    expect(bestAmount((rows) => -rows, 0.5)).toBe(0);
    expect(bestAmount(() => 1, 100)).toBe(0);
  });
});

it("finds the real rows of an error on the curve's own branch", () => {
  const curve = (real: number): number => 1 / real;
  expect(equivalentRealRows(curve, 100, 1 / 1234)).toBeCloseTo(1234, 6);
  expect(equivalentRealRows(curve, 100, 1 / 7)).toBeCloseTo(7, 8);
  expect(equivalentRealRows(curve, 100, 1 / 100)).toBe(100);
  expect(equivalentRealRows((real) => 1 + 1 / real, 100, 0.5)).toBeNull();
  expect(equivalentRealRows((real) => 1 / (1 + real), 100, 1.5)).toBe(0);
});

it.each([
  [{ realRows: 0 }, /^realRows: must be a whole number, 1 or more, not 0$/],
  [{ syntheticRows: 1.5 }, /^syntheticRows: must be a whole number/],
  [{ shift: -1 }, /^shift: must be finite and 0 or more, not -1$/],
  [{ error: 1.2 }, /^error: must be in \[0, 1\], not 1.2$/],
  [{ error: { count: 3, of: 2 } }, /^error.count: must be in \[0, 2\], not 3$/],
  [{ error: { estimate: 0.2, low: 0.3, high: 0.4 } }, /^error: must be within its own interval/],
  [{ verifier: { phi: 0.9, psi: 0.1 } }, /^error: is needed to say what a verifier keeps/],
  [{ error: 0.2, verifier: { phi: 2, psi: 0.1 } }, /^verifier.phi: must be in \[0, 1\]/],
  [{ spectrum: { dimension: 0, decay: 1 } }, /^spectrum.dimension: must be a whole number/],
  [
    { spectrum: { eigenvalues: Float64Array.of(1, 0) } },
    /^spectrum.eigenvalues\[1\]: must be finite and positive, not 0$/,
  ],
  [{ signal: 0 }, /^signal: must be finite and positive/],
  [{ noise: Number.NaN }, /^noise: must be finite and 0 or more, not NaN$/],
  [{ certainty: 0.3 }, /^certainty: must be between 0.5 and 1, not 0.3$/],
  [{ draws: 0 }, /^draws: must be a whole number/],
])("refuses %j by name and range", (wrong, line) => {
  expect(() => ask(wrong)).toThrow(
    expect.objectContaining({ line: expect.stringMatching(line), exitCode: 2 }),
  );
});

it("refuses a question that says nothing of the labels", () => {
  expect(() => plan({ ...base })).toThrow(/nothing is said of how wrong/);
});
