import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import type { CandidateColumns } from "../../src/estimation/columns.ts";
import { type EstimateColumnsOptions, estimateColumns, estimateScore } from "../../src/estimation/table.ts";
import { createRandom, shuffle } from "../../src/random/generator.ts";
import { select } from "../../src/selectors/index.ts";

const random = createRandom(3);
const options: EstimateColumnsOptions = {
  ...{ fractions: [0.1, 0.25, 0.5, 0.9], labelThreshold: null, intervals: "jeffreys", certainty: 0.95 },
  ...{ confidence: 0.95, draws: 400, seed: 11, precision: null },
};

interface TableSetting {
  readonly rows: number;
  readonly labelled: number;
  readonly ties?: number;
  readonly missing?: number;
  readonly soft?: boolean;
  readonly weighted?: boolean;
  readonly kinds?: readonly string[];
  readonly skill?: number;
}

function table({ rows, labelled, ties = 0, missing = 0, soft, weighted, kinds, skill = 1 }: TableSetting) {
  const truth = Float64Array.from({ length: rows }, () => (random.uniform() < 0.6 ? 1 : 0));
  const values = truth.map((s) => {
    if (random.uniform() < missing) return random.uniform() < 0.5 ? Number.NaN : -Infinity;
    const score = skill * s + random.normal();
    return ties > 0 ? Math.round(score * ties) / ties : score;
  });
  const labels = truth.map((s) => {
    if (random.uniform() >= labelled) return Number.NaN;
    return soft ? Math.abs(s - random.uniform() * 0.4) : s;
  });
  const inputs = Math.ceil(rows / 3);
  const columns: CandidateColumns = {
    rows,
    cluster: Int32Array.from(values, (_, i) => Math.floor(i / 3)),
    inputs,
    scores: [{ name: "score", values }],
    labels,
    weights: weighted ? Float64Array.from(values, () => 0.2 + 3 * random.uniform()) : null,
    group: kinds
      ? { codes: Int32Array.from(values, (_, i) => Math.floor(i / 3) % kinds.length), names: kinds }
      : null,
    sample: null,
  };
  return columns;
}

const settings: readonly TableSetting[] = [
  { rows: 300, labelled: 1 },
  { rows: 301, labelled: 0.4, ties: 2, missing: 0.2 },
  { rows: 200, labelled: 0.5, ties: 1, soft: true },
  { rows: 250, labelled: 0.6, weighted: true, missing: 0.1 },
  { rows: 90, labelled: 0.7, ties: 3, soft: true, weighted: true, missing: 0.4 },
];

/** Rows that the selector `top-share` keeps. */
function selected({ scores: [{ values }], rows, cluster }: CandidateColumns, fraction: number): Set<number> {
  const candidates = {
    scores: values,
    ids: Int32Array.from({ length: rows }, (_, i) => i),
    group: cluster,
    malformed: new Uint8Array(rows),
  };
  const { reason } = select({ kind: "top-share", fraction }, candidates, options.seed);
  return new Set([...reason.keys()].filter((row) => reason[row] === 0));
}

describe("estimateColumns", () => {
  it("is, at every share, what counting the rows that the selector keeps gives", () => {
    for (const setting of settings) {
      const columns = table(setting);
      const [{ curve, auc }] = estimateColumns(columns, options).verifiers;
      const { labels, weights } = columns;
      const { values } = columns.scores[0];
      const known = [...labels.keys()].filter((row) => !Number.isNaN(labels[row]));
      const sum = (of: (row: number) => number) =>
        known.reduce((total, row) => total + (weights?.[row] ?? 1) * of(row), 0);
      expect(curve.map(({ fraction }) => fraction)).toEqual(options.fractions);
      for (const cell of curve) {
        const kept = selected(columns, cell.fraction);
        const q = (row: number) => (kept.has(row) ? 1 : 0);
        const k1 = sum((row) => q(row) * labels[row]);
        const k0 = sum((row) => q(row) * (1 - labels[row]));
        const phi = k1 / sum((row) => labels[row]);
        const psi = k0 / sum((row) => 1 - labels[row]);
        expect(cell.kept).toBe(kept.size);
        expect(cell.yield).toBe(kept.size / columns.rows);
        expect(cell.threshold).toBeCloseTo(Math.min(...[...kept].map((row) => values[row])), 14);
        expect(cell.phi).toBeCloseTo(phi, 12);
        expect(cell.psi).toBeCloseTo(psi, 12);
        expect(cell.pstar.estimate).toBeCloseTo(phi / (phi + psi), 12);
        expect(cell.keptPrecision.estimate).toBeCloseTo(k1 / (k1 + k0), 12);
        const inputs = new Set([...kept].map((row) => columns.cluster[row]));
        expect(cell.coverage.inputShare).toBeCloseTo(inputs.size / columns.inputs, 12);
      }
      const score = (row: number) => (values[row] > -Infinity ? values[row] : -Infinity);
      let [wins, pairs] = [0, 0];
      for (const i of known) {
        for (const j of known) {
          const weight = (weights?.[i] ?? 1) * (weights?.[j] ?? 1) * labels[i] * (1 - labels[j]);
          pairs += weight;
          wins += weight * (score(i) > score(j) ? 1 : score(i) === score(j) ? 0.5 : 0);
        }
      }
      expect(auc).toBeCloseTo(wins / pairs, 12);
    }
  });

  it("has every interval around its estimate, by every method", () => {
    for (const intervals of ["jeffreys", "delta", "bootstrap"] as const) {
      for (const setting of settings) {
        const { generatorError, verifiers } = estimateColumns(table(setting), { ...options, intervals });
        const all = verifiers[0].curve.flatMap((c) => [
          c.phiInterval,
          c.psiInterval,
          c.pstar,
          c.keptPrecision,
        ]);
        for (const { estimate, low, high } of [generatorError, ...all]) {
          expect(
            0 <= low && low <= estimate && estimate <= high && high <= 1,
            `${low} ${estimate} ${high}`,
          ).toBe(true);
        }
      }
    }
  });

  it("agrees among its methods where labels are many, clustered and weighted ones too", () => {
    for (const weighted of [false, true]) {
      const columns = table({ rows: 9000, labelled: 0.7, weighted });
      const by = (intervals: "jeffreys" | "delta" | "bootstrap") =>
        estimateColumns(columns, { ...options, intervals, draws: 3000 }).verifiers[0].curve;
      const [jeffreys, delta, bootstrap] = [by("jeffreys"), by("delta"), by("bootstrap")];
      jeffreys.forEach((cell, c) => {
        for (const quantity of ["phiInterval", "psiInterval", "pstar", "keptPrecision"] as const) {
          const width = cell[quantity].high - cell[quantity].low;
          for (const other of [delta[c][quantity], bootstrap[c][quantity]]) {
            expect((other.high - other.low) / width, quantity).toBeGreaterThan(0.88);
            expect((other.high - other.low) / width, quantity).toBeLessThan(1.14);
          }
        }
      });
    }
  });

  it("does not change with the order of rows, save for ties, nor with the scale of weights", () => {
    const columns = table({ rows: 240, labelled: 0.5, weighted: true, kinds: ["a", "b"] });
    const once = estimateColumns(columns, options);
    const order = shuffle(
      Int32Array.from({ length: 240 }, (_, i) => i),
      random,
    );
    const permute = (values: Float64Array) => Float64Array.from(order, (row) => values[row]);
    const codes = columns.group!.codes;
    const again = estimateColumns(
      {
        ...columns,
        cluster: Int32Array.from(order, (row) => columns.cluster[row]),
        scores: columns.scores.map(({ name, values }) => ({ name, values: permute(values) })),
        labels: permute(columns.labels),
        weights: permute(columns.weights!.map((weight) => 7 * weight)),
        group: { names: ["a", "b"], codes: Int32Array.from(order, (row) => codes[row]) },
      },
      options,
    );
    expect(close(again, once)).toEqual([]);
  });

  it("takes equal weights for none", () => {
    const columns = table({ rows: 300, labelled: 0.5 });
    const weights = new Float64Array(300).fill(0.25);
    expect(
      close(estimateColumns({ ...columns, weights }, options), estimateColumns(columns, options)),
    ).toEqual([]);
  });

  it("is wider for unequal weights by Kish's factor where they have nothing to do with the rest", () => {
    const columns = {
      ...table({ rows: 6000, labelled: 1 }),
      inputs: 6000,
      cluster: Int32Array.from(Array(6000).keys()),
    };
    const weights = Float64Array.from({ length: 6000 }, (_, i) => (i % 2 === 0 ? 1 : 9));
    const kish = (2 * (1 + 81)) / (1 + 9) ** 2;
    const plain = estimateColumns(columns, { ...options, draws: 4000 }).verifiers[0].curve[2];
    const weighted = estimateColumns({ ...columns, weights }, { ...options, draws: 4000 }).verifiers[0]
      .curve[2];
    const ratio = (weighted.pstar.high - weighted.pstar.low) / (plain.pstar.high - plain.pstar.low);
    expect(ratio / Math.sqrt(kish)).toBeCloseTo(1, 1);
  });

  it("undoes labels drawn unequally by score, given their weights", () => {
    const columns = table({ rows: 40_000, labelled: 1 });
    const { values } = columns.scores[0];
    const chance = values.map((score) => (score > 0.5 ? 0.3 : 0.05));
    const labels = columns.labels.map((label, row) => (random.uniform() < chance[row] ? label : Number.NaN));
    const weights = chance.map((share) => 1 / share);
    const truth = estimateColumns(columns, options).verifiers[0].curve[2];
    const biased = estimateColumns({ ...columns, labels }, options);
    const fair = estimateColumns({ ...columns, labels, weights }, options);
    expect(Math.abs(fair.verifiers[0].curve[2].phi - truth.phi)).toBeLessThan(0.02);
    expect(Math.abs(biased.verifiers[0].curve[2].phi - truth.phi)).toBeGreaterThan(0.1);
    expect(biased.warnings.join()).toContain("score unlike the others");
    expect(fair.warnings.join()).not.toContain("score unlike the others");
  });

  it("makes soft labels yes or no at the threshold", () => {
    const columns = table({ rows: 300, labelled: 0.8, soft: true });
    const hard = columns.labels.map((label) => (Number.isNaN(label) ? label : label >= 0.7 ? 1 : 0));
    const thresholded = estimateColumns(columns, { ...options, labelThreshold: 0.7 });
    expect(thresholded).toEqual(estimateColumns({ ...columns, labels: hard }, options));
    expect(estimateColumns(columns, options).warnings.join()).toContain("count as expectations");
  });

  it.each([
    ["a pass-or-fail score", (score: number) => (score > 0.5 ? 1 : 0)],
    ["a score that grades only what fails", (score: number) => Math.min(1, score + 0.5)],
  ])("cuts %s where it passes too", (_, scored) => {
    const columns = table({ rows: 300, labelled: 0.6 });
    const values = columns.scores[0].values.map(scored);
    const passing = values.filter((value) => value === 1).length;
    const { curve } = estimateColumns({ ...columns, scores: [{ name: "rule", values }] }, options)
      .verifiers[0];
    expect(curve).toHaveLength(5);
    expect(curve.find(({ kept }) => kept === passing)).toMatchObject({
      fraction: passing / 300,
      threshold: 1,
    });
  });

  it("judges each kind by its own labels and names the one that fails", () => {
    const columns = table({ rows: 6000, labelled: 0.5, kinds: ["good", "bad"], skill: 3 });
    const values = columns.scores[0].values.map((score, row) =>
      columns.group!.codes[row] === 1 ? -score / 2 : score,
    );
    const { verifiers, warnings } = estimateColumns(
      { ...columns, scores: [{ name: "judge", values }] },
      options,
    );
    const [{ groups, recommended }] = verifiers;
    expect(recommended).not.toBeNull();
    expect(groups.map(({ group, verdict }) => [group, verdict])).toEqual([
      ["bad", expect.stringMatching(/collapses|no gain/)],
      ["good", "improves"],
    ]);
    expect(groups[0].rows + groups[1].rows).toBe(6000);
    expect(groups[0].kept + groups[1].kept).toBe(recommended!.kept);
    expect(warnings.join("\n")).toMatch(/judge: good overall .* on bad/);
  });

  it("warns of kinds that the selection drops", () => {
    const columns = table({ rows: 3000, labelled: 0.3, kinds: ["short", "long"] });
    const values = columns.scores[0].values.map((score, row) => score - 9 * columns.group!.codes[row]);
    const { warnings, verifiers } = estimateColumns(
      { ...columns, scores: [{ name: "judge", values }] },
      { ...options, fractions: [0.1, 0.2, 0.3] },
    );
    expect(warnings.join("\n")).toContain("keeps none of long");
    const [{ curve, recommended }] = verifiers;
    expect(curve.map(({ verdict }) => verdict)).toEqual(["narrow", "narrow", "narrow"]);
    expect(recommended).toBeNull();
  });

  it("says what is missing", () => {
    const few = estimateColumns(table({ rows: 60, labelled: 0.5, missing: 0.3 }), options).warnings.join(
      "\n",
    );
    expect(few).toMatch(/only \d+ incorrect labels/);
    expect(few).toMatch(/score: \d+ rows have no score/);
    const columns = table({ rows: 300, labelled: 1 });
    const { values } = columns.scores[0];
    const low = {
      ...columns,
      labels: columns.labels.map((label, row) => (values[row] < 0 ? label : Number.NaN)),
    };
    expect(estimateColumns(low, options).warnings.join("\n")).toContain("one side of the cut at 0.1");
  });

  it("judges a score that is not in the table as one that is", () => {
    const columns = table({ rows: 200, labelled: 0.5 });
    const [report] = estimateColumns(columns, options).verifiers;
    expect(estimateScore({ ...columns, scores: [] }, columns.scores[0], options)).toEqual(report);
  });

  it("stands a score that is missing everywhere, and one that is always the same", () => {
    const columns = table({ rows: 100, labelled: 0.5 });
    for (const value of [Number.NaN, 1]) {
      const scores = [{ name: "flat", values: new Float64Array(100).fill(value) }];
      const [{ curve, recommended }] = estimateColumns({ ...columns, scores }, options).verifiers;
      expect(recommended).toBeNull();
      expect(curve[0].kept).toBe(Number.isNaN(value) ? 0 : 10);
    }
  });

  it("refuses what it can't judge", () => {
    const columns = table({ rows: 30, labelled: 1 });
    const none = columns.labels.map(() => Number.NaN);
    const broken: readonly [Partial<CandidateColumns>, object][] = [
      [{ labels: none }, {}],
      [{ labels: columns.labels.map((label) => 2 * label) }, {}],
      [{ weights: none }, {}],
      [{ rows: 31 }, {}],
      [{ inputs: 2 }, {}],
      [{}, { fractions: [] }],
      [{}, { fractions: [0] }],
      [{}, { certainty: 0.5 }],
      [{}, { precision: 1 }],
    ];
    for (const [change, option] of broken) {
      expect(() => estimateColumns({ ...columns, ...change }, { ...options, ...option })).toThrow(PstarError);
    }
  });
});

/** Paths at which two reports differ by more than rounding. */
function close(a: unknown, b: unknown, path = ""): string[] {
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= 1e-9 * Math.abs(b) ? [] : [path];
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null)
    return a === b ? [] : [path];
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(x), ...Object.keys(y)]);
  return [...keys].flatMap((key) => close(x[key], y[key], `${path}.${key}`));
}
