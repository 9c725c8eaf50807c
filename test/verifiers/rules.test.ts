import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { nameVerifiers, ruleOptions } from "../../src/verifiers/index.ts";
import { cpuSeconds } from "../cpu-time.ts";
import { parsed, type Row, verdicts } from "./rules.ts";

const rules: Record<string, unknown>[] = [
  { kind: "field", field: "reward" },
  { kind: "length", min: 5, max: 50 },
  { kind: "length", unit: "words", min: 2 },
  { kind: "length", unit: "sentences", max: 2 },
  { kind: "pattern", pattern: "\\p{L}{2}" },
  { kind: "json-schema", schema: { type: "number" } },
  { kind: "contains", any: ["a"], absent: ["的"], caseSensitive: false },
  { kind: "repetition", max: 0.2 },
  { kind: "compression", max: 0.9 },
  { kind: "overlap", measure: "copied", n: 2, max: 0.5 },
  { kind: "overlap", measure: "density" },
  { kind: "exact-match" },
  { kind: "numeric-match" },
];

const alphabet = [..."aab bc\n.,'_-1230{}[]\"的我北京é\u0301😀\u0000", "\ud83d", "\u2028", "ไป", "Ab"];

function anyRows(count: number): Row[] {
  const random = createRandom(5);
  const text = (): string => {
    const length = random.integer(60);
    return Array.from({ length }, () => alphabet[random.integer(alphabet.length)]).join("");
  };
  return Array.from({ length: count }, (_, i) => ({
    input: text(),
    output: i % 10 === 0 ? "" : text(),
    reference: i % 3 === 0 ? "" : text(),
    fields: i % 4 === 0 ? {} : { reward: random.normal() },
  }));
}

describe.each(rules)("$kind %#", (options) => {
  const rows = anyRows(300);

  it("says of any text a finite score or NaN, in order and apart from its batch", async () => {
    const together = await verdicts(options, rows);
    expect(together).toHaveLength(rows.length);
    for (const { score, keep } of together) {
      expect(Number.isFinite(score) || (Number.isNaN(score) && keep === undefined)).toBe(true);
    }
    const alone = [];
    for (const row of rows) alone.push(...(await verdicts(options, [row])));
    expect(alone).toEqual(together);
    expect(await verdicts(options, [])).toEqual([]);
  });

  it("ranks no dropped row with a kept one or above", async () => {
    const said = await verdicts(options, rows);
    const of = (kept: boolean) => said.filter(({ keep }) => keep === kept).map(({ score }) => score);
    expect(Math.max(...of(false), -Infinity)).toBeLessThan(Math.min(...of(true), Infinity));
  });
});

describe("rules", () => {
  it("are quick: 100,000 short rows in about a second each", async () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({
      output: `Paris is the capital of France, and has been since the year ${i}.`,
      fields: { reward: i },
    }));
    for (const options of [
      { kind: "field", field: "reward" },
      { kind: "length", min: 10, max: 50 },
      { kind: "pattern", pattern: "capital of (?:France|Spain)" },
      { kind: "contains", absent: ["as an AI", "I'm sorry"], caseSensitive: false },
    ]) {
      expect(await cpuSeconds(() => verdicts(options, many)), options.kind).toBeLessThan(10);
    }
  });

  it("have names that tell several of a kind apart", () => {
    const list = [
      { kind: "field", field: "reward" },
      { kind: "field", field: "scores.help" },
      { kind: "length", unit: "words", max: 5 },
      { kind: "length", of: "input", max: 5 },
      { kind: "overlap", measure: "copied" },
      { kind: "overlap", measure: "density" },
      { kind: "random" },
    ];
    expect(nameVerifiers(list.map(parsed))).toEqual([
      ...["field-reward", "field-scores.help", "length-words", "length-input-characters"],
      ...["overlap-copied", "overlap-density", "random"],
    ]);
  });

  it("take part in no curation that need a model or a task", () => {
    for (const kind of ["oracle", "invariants", "self"])
      expect(ruleOptions.safeParse({ kind }).success).toBe(false);
  });
});
