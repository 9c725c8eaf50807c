import { describe, expect, it } from "vitest";
import { lostKinds } from "../../src/estimation/lost-kinds.ts";

const coverageOf = (kinds: Readonly<Record<string, readonly [inputs: number, kept: number]>>) => {
  const strata = Object.entries(kinds).map(([stratum, [inputs, kept]]) => ({
    ...{ stratum, inputs, kept },
    share: kept / inputs,
  }));
  const sum = (of: (kind: (typeof strata)[number]) => number) =>
    strata.reduce((total, kind) => total + of(kind), 0);
  return { strata, inputShare: sum(({ kept }) => kept) / sum(({ inputs }) => inputs) };
};
const namesOf = (coverage: ReturnType<typeof coverageOf>) =>
  lostKinds(coverage).kinds.map(({ stratum }) => stratum);

describe("lostKinds", () => {
  it("are those with less than a tenth of what is kept of all, and the part of the inputs they make up", () => {
    const coverage = coverageOf({
      sport: [100, 90],
      courts: [100, 4],
      science: [100, 10],
      weather: [100, 0],
    });
    expect(coverage.inputShare).toBe(0.26);
    expect(namesOf(coverage)).toEqual(["weather"]);
    expect(lostKinds(coverage)).toMatchObject({ share: 0.25, of: 4 });
    expect(namesOf(coverageOf({ sport: [100, 90], courts: [100, 4], science: [100, 60] }))).toEqual([
      "courts",
    ]);
  });

  it("are none where everything is kept, where there is one kind, and where nothing is kept", () => {
    expect(namesOf(coverageOf({ sport: [50, 50], courts: [5, 5] }))).toEqual([]);
    expect(namesOf(coverageOf({ all: [50, 1] }))).toEqual([]);
    expect(lostKinds(coverageOf({ sport: [50, 0], courts: [50, 0] }))).toMatchObject({ kinds: [], share: 0 });
  });

  it("are no kinds of so few inputs that keeping none may be chance", () => {
    expect(namesOf(coverageOf({ sport: [1000, 100], courts: [20, 0] }))).toEqual([]);
    expect(namesOf(coverageOf({ sport: [1000, 100], courts: [40, 0] }))).toEqual(["courts"]);
  });
});
