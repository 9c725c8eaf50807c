import { describe, expect, it } from "vitest";
import { decodeByBeams } from "../../src/nn/decoding/beam.ts";
import { decodingModel, type SourceRows } from "../../src/nn/decoding/decoder.ts";
import { decodeBySampling, decodeGreedily } from "../../src/nn/decoding/generate.ts";
import { likelihoodModel } from "../../src/nn/decoding/likelihood.ts";
import { sampleToken } from "../../src/nn/decoding/sampling.ts";
import { createRandom } from "../../src/random/generator.ts";
import { deriveSeed } from "../../src/random/seed.ts";
import { fixtureNames, readFixture } from "./fixture.ts";

const rowsOf = (rows: readonly number[][]): SourceRows => ({
  tokens: Int32Array.from(rows.flat()),
  rows: rows.length,
});

describe.each(fixtureNames)("%s decodes as PyTorch does", (name) => {
  const { config, weights, batch, decoding } = readFixture(name);
  const model = decodingModel(config, weights, 1);
  const sources = rowsOf(batch.source);

  it("greedily, token by token from its cache", async () => {
    const rows = await decodeGreedily(model, sources);
    expect(rows.map((row) => [...row.tokens])).toEqual(decoding.greedy.tokens);
    rows.forEach((row, i) => {
      row.logProbabilities.forEach((value, j) => {
        expect(value).toBeCloseTo(decoding.greedy.logProbabilities[i][j], 4);
      });
    });
  });

  it("by beam search", async () => {
    const { width, rows } = decoding.beam;
    const found = await decodeByBeams(model, sources, { width });
    expect(found.map((beams) => beams.map((beam) => [...beam.tokens]))).toEqual(
      rows.map((row) => row.tokens),
    );
  });

  it("and gives given targets the same likelihood", async () => {
    const scorer = await likelihoodModel(config, weights, 1);
    const { targets, totals } = decoding.likelihood;
    // The fixture's targets hold no padding.
    const scores = await scorer.logLikelihoods(sources, Int32Array.from(targets.flat()));
    scores.forEach((score, i) => {
      expect(score).toBeCloseTo(totals[i], 4);
    });
  });
});

it("refuses a beam search wider than the vocabulary", async () => {
  const { config, weights, batch } = readFixture("layer-relu-learned");
  const model = decodingModel(config, weights, 1);
  await expect(decodeByBeams(model, rowsOf(batch.source), { width: 12 })).rejects.toThrow(
    /width 12 .* of 11/,
  );
});

describe("sampling", () => {
  const { config, weights, batch } = readFixture("rms-silu-rotary-grouped");
  const model = decodingModel(config, weights, 1);
  const many = (count: number) =>
    rowsOf(Array.from({ length: count }, (_, i) => batch.source[i % batch.source.length]));
  const streams = (first: number, count: number) =>
    Array.from({ length: count }, (_, i) => createRandom(deriveSeed(1, "row", first + i)));

  it("of a row depends on its own seed alone, not on the batch it is in", async () => {
    const all = await decodeBySampling(model, many(60), { temperature: 0.8 }, streams(0, 60));
    for (const [start, size] of [
      [0, 1],
      [1, 8],
      [9, 21],
      [30, 30],
    ]) {
      const sources = { tokens: many(60).tokens.slice(start * 5, (start + size) * 5), rows: size };
      const part = await decodeBySampling(model, sources, { temperature: 0.8 }, streams(start, size));
      part.forEach((row, i) => {
        expect(row).toEqual(all[start + i]);
      });
    }
  });

  it("draws several rows of one source in sequence", async () => {
    const together = await decodeBySampling(model, many(3), { temperature: 1 }, streams(0, 12));
    const first = { tokens: many(1).tokens, rows: 1 };
    expect(await decodeBySampling(model, first, { temperature: 1 }, streams(0, 4))).toEqual(
      together.slice(0, 4),
    );
  });

  it("becomes greedy as the temperature falls", async () => {
    const greedy = await decodeGreedily(model, many(3));
    expect(await decodeBySampling(model, many(3), { temperature: 1e-3 }, streams(0, 3))).toEqual(greedy);
  });

  it("follows the distribution it is given", () => {
    const probabilities = Float32Array.of(0.1, 0, 0.6, 0.3);
    const counts = [0, 0, 0, 0];
    const random = createRandom(3);
    for (let i = 0; i < 30_000; i++) counts[sampleToken(probabilities, random.uniform())]++;
    probabilities.forEach((p, token) => {
      expect(Math.abs(counts[token] / 30_000 - p)).toBeLessThan(0.012);
    });
  });

  it("keeps to the k likeliest tokens, and to the nucleus", () => {
    const probabilities = Float32Array.of(0.1, 0.05, 0.5, 0.35);
    const drawn = (limits: { topK?: number; topP?: number }) => {
      const random = createRandom(4);
      return [
        ...new Set(Array.from({ length: 500 }, () => sampleToken(probabilities, random.uniform(), limits))),
      ].sort();
    };
    expect(drawn({ topK: 1 })).toEqual([2]);
    expect(drawn({ topK: 3 })).toEqual([0, 2, 3]);
    expect(drawn({ topP: 0.8 })).toEqual([2, 3]);
    expect(drawn({ topP: 0.4 })).toEqual([2]);
    expect(drawn({ topK: 3, topP: 0.99 })).toEqual([0, 2, 3]);
  });
});

describe("an end token", () => {
  const { config, weights, batch } = readFixture("layer-relu-learned");
  const endToken = 7;
  const model = decodingModel({ ...config, endToken }, weights, 1);

  it("stops its row and is named as the reason", async () => {
    const plain = await decodeGreedily(decodingModel(config, weights, 1), rowsOf(batch.source));
    const ended = await decodeGreedily(model, rowsOf(batch.source));
    ended.forEach((row, i) => {
      const at = plain[i].tokens.indexOf(endToken);
      expect(row.finishReason).toBe(at < 0 ? "length" : "end");
      expect([...row.tokens]).toEqual([...plain[i].tokens].slice(0, at < 0 ? undefined : at + 1));
    });
    expect(ended.some((row) => row.finishReason === "end")).toBe(true);
  });

  it("freezes its beam", async () => {
    for (const beams of await decodeByBeams(model, rowsOf(batch.source), { width: 4 })) {
      expect(beams).toHaveLength(4);
      for (const { tokens, finishReason } of beams) {
        const at = tokens.indexOf(endToken);
        expect(finishReason).toBe(at < 0 ? "length" : "end");
        if (at >= 0) expect(at).toBe(tokens.length - 1);
      }
    }
  });
});
