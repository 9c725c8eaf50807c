import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { ofOutputs, problems, scores } from "./rules.ts";

const noise = (length: number, seed: number): string => {
  const random = createRandom(seed);
  return Array.from({ length }, () => String.fromCharCode(97 + random.integer(26))).join("");
};
const ratios = (...outputs: string[]) =>
  scores(
    { kind: "compression" },
    outputs.map((output) => ({ output })),
  );

describe("compression", () => {
  it("falls as a text repeats itself", async () => {
    const paragraph = noise(200, 1);
    const said = await ratios(...[1, 2, 4, 8, 16, 64].map((times) => paragraph.repeat(times)));
    expect(said).toEqual([...said].sort((a, b) => b - a));
    expect(said.at(-1)).toBeLessThan(0.05);
  });

  it("of random letters is their entropy, log2(26) / 8 bits, within DEFLATE's overhead", async () => {
    const [ratio] = await ratios(noise(20_000, 2));
    const entropy = Math.log2(26) / 8;
    expect(ratio).toBeGreaterThan(entropy);
    expect(ratio).toBeLessThan(1.05 * entropy);
  });

  it("counts UTF-8 bytes, so one share of a loop is the same in any script", async () => {
    const [latin, han] = await ratios("ab".repeat(3000), "北京".repeat(1000));
    expect(Math.abs(latin! - han!)).toBeLessThan(0.005);
    expect(inflateRawSync(Buffer.from("AwA=", "base64")).length).toBe(0);
  });

  it("is NaN of an empty output and near 1 of a short one", async () => {
    const [empty, short] = await ratios("", "Paris, of course.");
    expect(empty).toBeNaN();
    expect(short).toBeGreaterThan(0.9);
    expect(await ofOutputs({ kind: "compression", min: 0.1 }, "")).toEqual([{ score: Number.NaN }]);
  });

  it("keeps the range and scores minus the distance from it", async () => {
    const texts = ["a".repeat(5000), noise(5000, 3)];
    const [loop, letters] = await ratios(...texts);
    const said = await ofOutputs({ kind: "compression", min: 0.2, max: 0.5 }, ...texts);
    expect(said.map(({ keep }) => keep)).toEqual([false, false]);
    expect(said[0]!.score).toBeCloseTo(loop! - 0.2, 12);
    expect(said[1]!.score).toBeCloseTo(0.5 - letters!, 12);
    expect(problems({ kind: "compression", min: 1, max: 0.5 })).toHaveLength(1);
  });
});
