import { describe, expect, it } from "vitest";
import { bandingFor, minHash } from "../../../src/selectors/thinning/minhash.ts";
import { jaccard, shingler } from "../../../src/selectors/thinning/shingles.ts";

describe("signatures", () => {
  const consecutive = (first: number, count: number) =>
    shingler(1)(Array.from({ length: count }, (_, i) => `w${first + i}`).join(" "));

  it.each([0.1, 0.5, 0.8, 0.95])("agree in as many words as sets share elements: %d", (share) => {
    const hashes = 20_000;
    const shared = Math.round(200 * share);
    const [a, b] = [consecutive(0, 200), consecutive(200 - shared, 200)];
    const similarity = jaccard(a, b);
    const [first, second] = [new Int32Array(hashes), new Int32Array(hashes)];
    minHash(hashes, 7)(a, first);
    minHash(hashes, 7)(b, second);
    const agreeing = first.filter((word, i) => word === second[i]).length;
    const deviation = Math.sqrt((similarity * (1 - similarity)) / hashes);
    expect(Math.abs(agreeing / hashes - similarity)).toBeLessThan(4 * deviation);
  });

  it("depend on the seed", () => {
    const [first, second] = [new Int32Array(50), new Int32Array(50)];
    minHash(50, 1)(consecutive(0, 30), first);
    minHash(50, 2)(consecutive(0, 30), second);
    expect(first).not.toEqual(second);
  });
});

describe("bands", () => {
  const found = (similarity: number, bands: number, rows: number) => 1 - (1 - similarity ** rows) ** bands;

  it.each([0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1])("find 98 %% of pairs as similar as %d", (s) => {
    const { bands, rows } = bandingFor(s);
    expect(found(s, bands, rows)).toBeGreaterThanOrEqual(0.98);
    expect(found(s, bands - 1, rows)).toBeLessThan(0.98);
    if (s >= 0.2) expect(bands * rows).toBeLessThanOrEqual(128);
  });

  it("pass over most pairs far below", () => {
    for (const s of [0.5, 0.8, 0.9]) {
      const { bands, rows } = bandingFor(s);
      expect(found(s / 2, bands, rows)).toBeLessThan(0.4);
    }
    expect(found(0.4, bandingFor(0.8).bands, bandingFor(0.8).rows)).toBeLessThan(0.05);
  });
});
