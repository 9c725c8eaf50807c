import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { createRandom } from "../../src/random/generator.ts";
import { deriveSeed } from "../../src/random/seed.ts";
import { createEigenvaluesTask } from "../../src/tasks/eigenvalues/eigenvalues.ts";
import { eigenvaluesOptions } from "../../src/tasks/eigenvalues/options.ts";
import {
  createVerifier,
  nameVerifiers,
  type VerifierOptions,
  verifierOptions,
} from "../../src/verifiers/index.ts";
import type { VerifierContext, VerifierItem } from "../../src/verifiers/verifier.ts";

const taskOf = (size: number) =>
  createEigenvaluesTask(eigenvaluesOptions.parse({ kind: "eigenvalues", size }));

/** Four answers to each of `count` matrices: the truth with relative errors of growing size. */
function candidates(task: ReturnType<typeof taskOf>, count: number): VerifierItem[] {
  const items: VerifierItem[] = [];
  for (let i = 0; i < count; i++) {
    const example = task.example(1, "synthesis", i);
    const random = createRandom(i);
    for (const size of [0, 0.01, 0.1, 1]) {
      const values = example.reference
        .split(" ")
        .map((value) => Number(value) * (1 + size * random.normal()));
      values.sort((a, b) => b - a);
      items.push({
        example,
        output: values.map(String).join(" "),
        tokens: null,
        logProbability: -random.uniform(),
        tokenCount: 3,
        fields: {},
        seed: deriveSeed(7, i, items.length),
        exampleSeed: deriveSeed(7, i),
      });
    }
  }
  return items;
}

async function scores(
  options: Record<string, unknown>,
  items: readonly VerifierItem[],
  context: VerifierContext,
): Promise<number[]> {
  const parsed = verifierOptions.parse(options);
  const verdicts = await createVerifier(parsed.kind, parsed, context).score(items);
  return verdicts.map(({ score }) => score);
}

const logLikelihood = async (items: readonly VerifierItem[]) =>
  items.map(({ seed }) => ({ value: -(seed % 100), tokens: 4 }));

const every: Record<string, unknown>[] = [
  { kind: "oracle" },
  { kind: "noisy-oracle", noise: 0.3 },
  { kind: "invariants" },
  { kind: "self" },
  { kind: "peer", real: 100 },
  { kind: "random" },
];

describe.each(every)("verifier $kind", (options) => {
  const task = taskOf(3);
  const context = { task, logLikelihood };
  const items = candidates(task, 30);

  it("scores malformed outputs −Infinity, the rest finitely, in order and apart from their batch", async () => {
    const malformed = ["", "1 2", "? 2 3", "1 2 3 4", "hello"];
    const mixed = items.map((item, i) => (i % 7 === 3 ? { ...item, output: malformed[i % 5]! } : item));
    const together = await scores(options, mixed, context);
    together.forEach((score, i) => {
      expect(Number.isFinite(score)).toBe(i % 7 !== 3);
      if (i % 7 === 3) expect(score).toBe(-Infinity);
    });
    const alone: number[] = [];
    for (const item of mixed) alone.push(...(await scores(options, [item], context)));
    expect(alone).toEqual(together);
    expect(await scores(options, [], context)).toEqual([]);
  });

  it("needs no reference unless it is an oracle", async () => {
    const blind = items.map((item) => ({ ...item, example: { ...item.example, reference: "" } }));
    const seen = await scores(options, items, context);
    const unseen = await scores(options, blind, context);
    if (options.kind === "oracle" || options.kind === "noisy-oracle") expect(unseen).not.toEqual(seen);
    else expect(unseen).toEqual(seen);
  });
});

describe("oracle", () => {
  it("ranks by the task's error", async () => {
    const task = taskOf(2);
    const items = candidates(task, 20);
    const expected = items.map(({ example, output }) => -task.judge(example, output).error);
    expect(await scores({ kind: "oracle" }, items, { task })).toEqual(expected);
  });
});

describe("noisy oracle", () => {
  const task = taskOf(3);

  it("compares all candidates of an example with one mistaken truth", async () => {
    const [{ example, ...rest }] = candidates(task, 1) as [VerifierItem];
    const answers = ["9 5 1", "9 5 2", "9 6 1", "8 5 1"];
    const context = { task };
    const score = (noise: number, seed: number) =>
      scores(
        { kind: "noisy-oracle", noise },
        answers.map((output, i) => ({ ...rest, example, output, seed: i, exampleSeed: seed })),
        context,
      );
    const one = await score(0.5, 1);
    expect(await score(0.5, 1)).toEqual(one);
    expect(await score(0.5, 2)).not.toEqual(one);
    const same = await scores(
      { kind: "noisy-oracle", noise: 0.5 },
      [0, 1, 2].map((seed) => ({ ...rest, example, output: "9 5 1", seed, exampleSeed: 1 })),
      context,
    );
    expect(new Set(same).size).toBe(1);
  });

  it("errs by noise · mean |λ| in each eigenvalue, whatever the matrix's scale", async () => {
    const noise = 0.02;
    for (const scale of [0.01, 1, 100]) {
      const reference = [6, 2, -4].map((value) => value * scale).join(" ");
      const items = Array.from({ length: 4000 }, (_, i) => ({
        example: { input: "", reference },
        output: reference,
        tokens: null,
        logProbability: null,
        tokenCount: null,
        fields: {},
        seed: 0,
        exampleSeed: deriveSeed(1, i),
      }));
      const errors = (await scores({ kind: "noisy-oracle", noise }, items, { task })).map((score) => -score);
      // E|N(0, σ²)| = σ√(2/π), and the error is the mean of |δᵢ| over the mean of |λᵢ|.
      const expected = noise * Math.sqrt(2 / Math.PI);
      expect(errors.reduce((a, b) => a + b) / errors.length / expected).toBeCloseTo(1, 1.3);
    }
  });

  it("grows worse with noise: agreement with the oracle falls", async () => {
    const items = candidates(task, 300);
    const truth = await scores({ kind: "oracle" }, items, { task });
    const agreement: number[] = [];
    for (const noise of [0.001, 0.03, 0.3, 3]) {
      const noisy = await scores({ kind: "noisy-oracle", noise }, items, { task });
      let agree = 0;
      for (let i = 0; i + 1 < items.length; i++) {
        if (truth[i]! > truth[i + 1]! === noisy[i]! > noisy[i + 1]!) agree++;
      }
      agreement.push(agree / (items.length - 1));
    }
    expect(agreement[0]).toBeGreaterThan(0.95);
    expect([...agreement].sort((a, b) => b - a)).toEqual(agreement);
  });
});

describe("invariants", () => {
  const score = async (input: string, output: string, size: number) =>
    (
      await scores(
        { kind: "invariants" },
        [
          {
            example: { input, reference: "" },
            output,
            tokens: null,
            logProbability: null,
            tokenCount: null,
            fields: {},
            seed: 0,
            exampleSeed: 0,
          },
        ],
        { task: taskOf(size) },
      )
    )[0]!;

  it("are met by eigenvalues and by nothing else at n = 2", async () => {
    expect(await score("2 0; 1", "2 1", 2)).toBeCloseTo(0, 12);
    expect(await score("0 3; 0", "3 -3", 2)).toBeCloseTo(0, 12);
    for (const wrong of ["2.1 1", "2.1 0.9", "3 0", "1 2", "-1 -2"]) {
      expect(await score("2 0; 1", wrong, 2)).toBeLessThan(-0.01);
    }
  });

  it("are met by some wrong answers at n = 3", async () => {
    // trace 6 and squares 14, as of 3, 2, 1: the circle through it about (2, 2, 2).
    const angle = 0.2;
    const [u, v] = [
      [1, 0, -1],
      [1, -2, 1],
    ];
    const point = [2, 2, 2].map(
      (center, i) => center + Math.cos(angle) * u![i]! + (Math.sin(angle) * v![i]!) / Math.sqrt(3),
    );
    expect(await score("3 0 0; 2 0; 1", point.join(" "), 3)).toBeCloseTo(0, 12);
    expect(await score("3 0 0; 2 0; 1", "3.1 2 1", 3)).toBeLessThan(-0.01);
  });

  it("measure a small error in the directions they feel, to first order, at any scale", async () => {
    for (const scale of [0.1, 1]) {
      const values = [3, 2, 1].map((value) => value * scale);
      const along = values.map((value) => value * 1.001);
      const input = `${values[0]} 0 0; ${values[1]} 0; ${values[2]}`;
      const ones = 6 * 0.001 * scale;
      const norm = Math.sqrt(14) * scale;
      const expected = Math.hypot(ones / Math.sqrt(3) / norm, 0.001);
      expect(await score(input, along.join(" "), 3)).toBeCloseTo(-expected, 5);
    }
  });

  it("refuse another task by its name", () => {
    const other = { ...taskOf(2), name: "summaries" };
    for (const options of [{ kind: "invariants" }, { kind: "noisy-oracle", noise: 1 }]) {
      const parsed = verifierOptions.parse(options);
      expect(() => createVerifier("x", parsed, { task: other })).toThrow(/summaries/);
      expect(() => createVerifier("x", parsed, { task: other })).toThrow(PstarError);
    }
  });
});

describe("likelihoods", () => {
  const task = taskOf(2);
  const items = candidates(task, 5);

  it("self repeats the generator's own, NaN where it told none", async () => {
    const own = await scores({ kind: "self" }, items, { task });
    expect(own).toEqual(items.map(({ logProbability }) => logProbability));
    const silent = items.map((item) => ({ ...item, logProbability: null }));
    expect((await scores({ kind: "self" }, silent, { task })).every(Number.isNaN)).toBe(true);
  });

  it("peer asks its model about the well-formed outputs only, and needs one", async () => {
    const asked: string[] = [];
    const context = {
      task,
      logLikelihood: async (batch: readonly VerifierItem[]) => {
        asked.push(...batch.map(({ output }) => output));
        return batch.map(() => ({ value: -1, tokens: 2 }));
      },
    };
    const mixed = [{ ...items[0]!, output: "?" }, ...items];
    expect(await scores({ kind: "peer", real: 1 }, mixed, context)).toEqual([
      -Infinity,
      ...items.map(() => -1),
    ]);
    expect(await scores({ kind: "peer", real: 1, per: "token" }, items, context)).toEqual(
      items.map(() => -0.5),
    );
    asked.splice(items.length);
    expect(asked).toEqual(items.map(({ output }) => output));
    await expect(scores({ kind: "peer", real: 1 }, items, { task })).rejects.toThrow(PstarError);
  });
});

describe("random", () => {
  it("is uniform and the item's own", async () => {
    const task = taskOf(2);
    const items = candidates(task, 1000);
    const drawn = await scores({ kind: "random" }, items, { task });
    expect(new Set(drawn).size).toBe(drawn.length);
    const sorted = [...drawn].sort((a, b) => a - b);
    const distance = Math.max(...sorted.map((value, i) => Math.abs(value - i / sorted.length)));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(sorted.length));
    expect(sorted[0]).toBeGreaterThanOrEqual(0);
    expect(sorted.at(-1)).toBeLessThan(1);
  });
});

describe("options", () => {
  it("refuse unknown kinds and keys, and want the noise", () => {
    const wrong = [{ kind: "psychic" }, { kind: "oracle", noise: 1 }, { kind: "noisy-oracle" }];
    for (const options of [...wrong, { kind: "noisy-oracle", noise: -1 }, { kind: "self", name: "a b" }]) {
      expect(verifierOptions.safeParse(options).success).toBe(false);
    }
  });

  it("hold of a peer only what was written: no defaults over the generator's", () => {
    const parsed = verifierOptions.parse({
      kind: "peer",
      real: 5,
      model: { width: 32 },
      training: { steps: 10 },
    });
    const written = { model: { width: 32 }, training: { steps: 10 } };
    expect(parsed).toEqual({ kind: "peer", real: 5, per: "answer", ...written });
    expect(verifierOptions.safeParse({ kind: "peer", real: 5, model: { depth: 1 } }).success).toBe(false);
    expect(verifierOptions.safeParse({ kind: "peer", real: 5, training: { steps: 0 } }).success).toBe(false);
  });

  it("give names: the kind, with a setting where there are several, unless one is given", () => {
    const list = [
      { kind: "oracle" },
      { kind: "noisy-oracle", noise: 0.05 },
      { kind: "noisy-oracle", noise: 0.5 },
      { kind: "noisy-oracle", noise: 2, name: "blurred" },
      { kind: "peer", real: 2000 },
      { kind: "random" },
    ].map((options) => verifierOptions.parse(options));
    expect(nameVerifiers(list)).toEqual([
      "oracle",
      "noisy-oracle-0.05",
      "noisy-oracle-0.5",
      "blurred",
      "peer",
      "random",
    ] satisfies string[]);
    const peers: VerifierOptions[] = [
      { kind: "peer", real: 1000, per: "answer" },
      { kind: "peer", real: 2000, per: "answer" },
    ];
    expect(nameVerifiers(peers)).toEqual(["peer-1000", "peer-2000"]);
  });
});
