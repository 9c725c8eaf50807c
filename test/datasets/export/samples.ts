import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { CuratedInput } from "../../../src/datasets/curated.ts";
import type { CardFacts } from "../../../src/datasets/export/card-facts.ts";
import type { ExportOptions } from "../../../src/datasets/export/export.ts";
import type { Message, Prompt } from "../../../src/datasets/record.ts";
import { createRandom, type Random } from "../../../src/random/generator.ts";

/** A folder that is gone after the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "pstar-export-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const pieces = [
  ..."aZ09 \t\n\r\\\"'{}[]:,#-|<>&`~\0\x07\x1b\x7f\u00a0\u0085\u2028\u2029\ufeff\u200d\u202e\ufffd\uffff",
  ..."é ñ 日本語 العربية ไทย 👩‍👩‍👧 𝒙 🇳🇴",
  "\r\n",
  "```",
  "---\n",
  "null",
  "\\u0000",
  "</s>",
  "e\u0301",
];

/** A text of what breaks formats: quotes, line ends of all kinds, control characters, planes beyond the first. */
export function nastyText(random: Random): string {
  const long = random.integer(40) === 0 ? 5000 : 0;
  const length = random.integer(12) + long;
  return Array.from({ length }, () => pieces[random.integer(pieces.length)]).join("");
}

export function nastyChat(random: Random): Message[] {
  const turns: Message[] = [];
  if (random.integer(2) === 0) {
    turns.push({ role: "system", content: random.integer(3) === 0 ? "" : nastyText(random) });
  }
  for (let i = random.integer(3); i > 0; i--) {
    turns.push(
      { role: "user", content: nastyText(random) },
      { role: "assistant", content: nastyText(random) },
    );
  }
  return [...turns, { role: "user", content: nastyText(random) }];
}

/** Inputs with up to four candidates, some kept; scores with ties, NaN and −∞. */
export function randomInputs(
  count: number,
  seed: number,
  prompt: (random: Random) => Prompt,
): CuratedInput[] {
  const random = createRandom(seed);
  const scores = [0, 0.25, 0.25, 0.5, 1, Number.NaN, Number.NEGATIVE_INFINITY];
  return Array.from({ length: count }, (_, i) => ({
    id: `e1-${i}`,
    input: prompt(random),
    candidates: Array.from({ length: random.integer(5) }, (_, j) => ({
      id: `c2-${i * 10 + j}`,
      sourceId: random.integer(2) === 0 ? null : `row ${i}.${j}`,
      output: random.integer(3) === 0 ? "the same" : nastyText(random),
      score: scores[random.integer(scores.length)],
      kept: random.integer(2) === 0,
    })),
  }));
}

export function countCandidates(inputs: readonly CuratedInput[]): { candidates: number; kept: number } {
  const all = inputs.flatMap(({ candidates }) => candidates);
  return { candidates: all.length, kept: all.filter(({ kept }) => kept).length };
}

const interval = (estimate: number, low: number, high: number) => ({ estimate, low, high });

/** Facts of a card for these inputs. */
export function cardOf(inputs: readonly CuratedInput[]): CardFacts {
  const { candidates, kept } = countCandidates(inputs);
  return {
    name: "Sums: a | small # set",
    license: "apache-2.0",
    language: ["en", "no"],
    sources: [{ file: "answers.jsonl", sha256: "ab".repeat(32), rows: candidates }],
    generators: ["some/model-1B"],
    spending: { answers: 1234, inputTokens: 56_789, outputTokens: 9876, cost: 0.123456 },
    prompts: ["What is {a} + {b}?\n```\nthink\n```"],
    verifiers: [
      {
        name: "numeric",
        description: "compares | the number",
        quality: {
          phi: interval(0.8, 0.75, 0.85),
          psi: interval(0.1, 0.08, 0.13),
          pstar: interval(0.8888, 0.84, 0.93),
          keptPrecision: interval(0.9512, 0.9398, 0.9601),
        },
      },
      { name: "length", description: "says whether 1 to 100 characters", quality: null },
    ],
    selection: { id: "s5", by: "numeric", rule: "the top 25 % by score" },
    estimate: {
      confidence: 0.95,
      labelled: 400,
      generatorError: interval(0.31, 0.27, 0.36),
      probabilityMajorityCorrect: 0.99993,
      probabilityCleaner: 0.9712,
      verdict: "improves",
      coverage: {
        inputShare: 0.61,
        smallestStratum: { stratum: "4 digits", share: 0.2 },
        effectiveShare: 0.9,
        distance: 0.08,
      },
    },
    candidates,
    kept,
    dropped: candidates === kept ? {} : { "below the cut": candidates - kept },
    seed: 7,
    command: "pstar export out --format messages",
    version: "0.1.0",
  };
}

export function optionsFor(
  inputs: readonly CuratedInput[],
  folder: string,
  options: Partial<ExportOptions> = {},
): ExportOptions {
  return {
    folder,
    format: "messages",
    file: "jsonl",
    validation: 0.2,
    seed: 11,
    card: cardOf(inputs),
    database: "../run.db",
    provenance: (id) => ({ generator: "some/model-1B", of: id }),
    ...options,
  };
}
