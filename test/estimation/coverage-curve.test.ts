import { describe, expect, it } from "vitest";
import type { CandidateColumns } from "../../src/estimation/columns.ts";
import { coverage } from "../../src/estimation/coverage.ts";
import { coverageAtCuts, lostAtCuts } from "../../src/estimation/coverage-curve.ts";
import { energyDistance } from "../../src/estimation/energy.ts";
import { inputDistances } from "../../src/estimation/input-distances.ts";
import { inputKinds } from "../../src/estimation/kinds.ts";
import { lostKinds } from "../../src/estimation/lost-kinds.ts";
import { createRandom, shuffle } from "../../src/random/generator.ts";

const random = createRandom(9);

describe("coverageAtCuts", () => {
  it("is, at every cut, the coverage of what lies above it", () => {
    const rows = 120;
    const inputs = 40;
    const cluster = Int32Array.from({ length: rows }, () => random.integer(inputs));
    cluster.set(Int32Array.from(Array(inputs).keys()));
    const names = ["b", "a", "c10", "c9"];
    const codes = cluster.map((input) => input % 4);
    const columns: CandidateColumns = {
      ...{ rows, cluster, inputs, scores: [], labels: new Float64Array(rows), weights: null },
      ...{ group: { codes, names }, sample: null },
    };
    const order = Uint32Array.from(shuffle(Int32Array.from(Array(rows).keys()), random));
    const space = { cluster, kinds: inputKinds(columns), sample: null };
    const cuts = [0, 1, 7, 60, 120];
    const lost = lostAtCuts(space, { order, rows }, cuts);
    coverageAtCuts(space, { order, rows }, cuts).forEach((result, c) => {
      expect(lost[c]).toEqual(lostKinds(result));
      const keptPerInput = new Int32Array(inputs);
      for (const row of order.subarray(0, cuts[c])) keptPerInput[cluster[row]]++;
      const strata = Array.from({ length: inputs }, (_, input) => names[input % 4]);
      const direct = coverage({ keptPerInput, strata, features: new Float64Array(0) }, { seed: 1 });
      expect({ ...result, distance: 0 }).toEqual({ ...direct, distance: 0 });
    });
  });

  it("tells a selection that leans to one subject from one that does not", () => {
    const inputs = 200;
    const words = ["matrix vector eigenvalue trace rank", "harvest orchard plough barn seed"];
    const texts = Array.from({ length: inputs }, (_, i) =>
      Array.from({ length: 12 }, () => words[i % 2].split(" ")[random.integer(5)]).join(" "),
    );
    const cluster = Int32Array.from(Array(inputs).keys());
    const between = inputDistances({ inputs: cluster, texts });
    const columns = {
      ...{ rows: inputs, cluster, inputs, scores: [], labels: new Float64Array(inputs), weights: null },
      ...{ group: null, sample: null },
    };
    const space = { cluster, kinds: inputKinds(columns), sample: { inputs: cluster, between } };
    const at = (order: Uint32Array) => coverageAtCuts(space, { order, rows: inputs }, [inputs / 2])[0];
    const leaning = at(Uint32Array.from(cluster.toSorted((a, b) => (a % 2) - (b % 2))));
    const fair = at(Uint32Array.from(cluster));
    expect(leaning.distance).toBeGreaterThan(3 * leaning.distanceByChance!);
    expect(fair.distance).toBeLessThan(1.5 * fair.distanceByChance!);
  });
});

describe("energyDistance", () => {
  it("says by chance what weights dealt out at random give on average", () => {
    const m = 30;
    const points = Float64Array.from({ length: m }, () => random.normal());
    const between = (i: number, j: number) => Math.abs(points[i] - points[j]);
    const all = new Float64Array(m).fill(1 / m);
    const raw = Float64Array.from({ length: m }, (_, i) => (i < 8 ? 1 + random.integer(3) : 0));
    const total = raw.reduce((sum, w) => sum + w, 0);
    let squares = 0;
    for (let trial = 0; trial < 4000; trial++) {
      const dealt = shuffle([...raw], random).map((w) => w / total);
      squares += energyDistance(between, all, Float64Array.from(dealt)).distance ** 2 / 4000;
    }
    const { byChance } = energyDistance(
      between,
      all,
      raw.map((w) => w / total),
    );
    expect(Math.sqrt(squares) / byChance).toBeCloseTo(1, 1.5);
  });
});

describe("inputDistances", () => {
  const textsApart = (...texts: string[]) => {
    const inputs = Int32Array.from(texts.keys());
    return inputDistances({ inputs, texts })(0, 1);
  };

  it("is 0 for the same words, √2 for none in common, between for some", () => {
    expect(textsApart("The Cat sat.", "the cat  SAT .")).toBeCloseTo(0, 7);
    expect(textsApart("the cat sat", "a dog ran")).toBeCloseTo(Math.SQRT2, 12);
    // Words a, b and a, c; pairs "a b" and "a c": one of three shared.
    expect(textsApart("a b", "a c")).toBeCloseTo(Math.sqrt(2 - 2 / 3), 12);
    expect(textsApart("", "something")).toBeCloseTo(Math.SQRT2, 12);
    expect(textsApart("", " ")).toBe(0);
  });

  it("takes characters for words where words are not spaced", () => {
    expect(textsApart("我喜欢猫", "我喜欢狗")).toBeCloseTo(Math.sqrt(2 - (2 * 5) / 7), 12);
  });

  it("is Euclidean between vectors, either way round", () => {
    const inputs = Int32Array.of(4, 8, 9);
    const between = inputDistances({ inputs, vectors: Float64Array.of(0, 0, 3, 4, 0, 1) });
    expect(between(0, 1)).toBe(5);
    expect(between(2, 1)).toBeCloseTo(Math.sqrt(18), 14);
    expect(between(0, 2)).toBe(1);
  });
});
