import { readFileSync } from "node:fs";
import { createRandom, type Random } from "../../src/random/generator.ts";
import { deriveSeed } from "../../src/random/seed.ts";
import { type SelectorOptions, select } from "../../src/selectors/index.ts";
import { reasons } from "../../src/selectors/selector.ts";
import {
  beginStage,
  completeStage,
  createRun,
  rowId,
  type Store,
  writeCandidates,
  writeExamples,
  writeLabels,
  writeScores,
  writeSelection,
} from "../../src/store/index.ts";
import { newswireArticle } from "../../src/tasks/summarization/newswire/newswire.ts";

const samples = 4;
const batch = 4096;

/** Words of the articles, and rare ones that are put in place of some of a summary's. */
export const someWords = {
  common: ["the", "of", "in", "said", "after"],
  middling: ["police", "storm", "goals", "Jupiter", "hospital", "percent"],
  rare: Array.from({ length: 20 }, (_, i) => rareWord(50 * i)),
};
export const phrases = ["a moon of", "in the", "of the", "after a", "the control room", "on Tuesday"];
export const verifiers = ["oracle", "weak-supervision", "self-selection"];
const rules: readonly SelectorOptions[] = [
  { kind: "top-share", fraction: 0.25 },
  { kind: "best-of-n", fraction: 0.25 },
  { kind: "top-share", fraction: 0.05 },
];

function rareWord(number: number): string {
  const syllables = [
    "ba",
    "ke",
    "di",
    "lo",
    "mu",
    "fa",
    "ge",
    "hi",
    "no",
    "ru",
    "sa",
    "te",
    "vi",
    "wo",
    "zu",
    "pe",
  ];
  let word = "";
  for (let rest = number + 4096; rest > 0; rest = Math.floor(rest / 16)) word += syllables[rest % 16];
  return word;
}

/**
 * A run as a pipeline leaves it: stage 1 its articles, 2 four summaries of each, 3 to 5 three verifiers, 6 to 9 four
 * selections, 10 the labels of two thousand summaries.
 *
 * @returns how many articles it has
 */
export function makeRun(store: Store, rows: number): number {
  const random = createRandom(1);
  const config = readFileSync(new URL("../../examples/newswire-demo.yaml", import.meta.url), "utf8");
  const runId = createRun(store, { name: "newswire", version: "0", seed: 1, config });
  const inputs = Math.ceil(rows / samples);
  const begin = (kind: string, name: string, from: Readonly<Record<string, number>>) => {
    const links = Object.entries(from).map(([role, stageId]) => ({ role, stageId }));
    const options = { selector: { kind: "top-share" } };
    return beginStage(store, {
      key: `${kind} ${name}`,
      kind,
      name,
      version: 1,
      options,
      inputs: links,
      runId,
    }).id;
  };
  const finish = (id: number, count: number, kept = count, failed = 0) =>
    completeStage(store, id, { input: count, kept, rejected: count - kept - failed, failed, seconds: 1 });

  const articles = begin("examples", "synthesis", {});
  const candidates = begin("generate", "synthesis", { examples: articles });
  let failed = 0;
  for (let start = 0; start < inputs; start += batch) {
    const some = Array.from({ length: Math.min(batch, inputs - start) }, (_, i) =>
      newswireArticle(deriveSeed(1, "view", start + i)),
    );
    writeExamples(
      store,
      articles,
      start,
      some.map(({ article, summary, kind }) => ({
        input: article,
        reference: summary,
        split: "synthesis",
        stratum: kind,
      })),
    );
    const answers = some.flatMap(({ summary }, i) =>
      Array.from({ length: samples }, (_, sample) => {
        const hasFailed = random.uniform() < 0.001;
        failed += Number(hasFailed);
        return {
          exampleId: rowId(articles, start + i),
          sample,
          output: hasFailed ? null : variation(summary, random),
          error: hasFailed ? "the server gave no answer" : null,
        };
      }),
    );
    writeCandidates(store, candidates, start * samples, answers.slice(0, rows - start * samples));
  }
  finish(articles, inputs);
  // Failures among rows cut off at the end are counted too where rows is no multiple of four.
  finish(candidates, rows, rows - failed, failed);

  const scores = verifiers.map((name) => {
    const id = begin("verify", `synthesis by ${name}`, { candidates });
    const values = Float64Array.from({ length: rows }, () => random.normal());
    for (let row = 0; row < rows; row += 200) values[row] = Number.NEGATIVE_INFINITY;
    for (let start = 0; start < rows; start += batch) {
      const part = values.subarray(start, start + batch);
      writeScores(
        store,
        id,
        candidates,
        start,
        Array.from(part, (score) => ({ score })),
      );
    }
    completeStage(store, id, { input: rows, kept: rows, rejected: 0, failed: 0, seconds: 1 });
    return { id, values };
  });
  const ids = Int32Array.from({ length: rows }, (_, i) => i);
  const group = ids.map((row) => Math.floor(row / samples));
  const malformed = Uint8Array.from(ids, (row) => Number(row % 200 === 0));
  const selection = (
    verifier: string,
    rule: SelectorOptions,
    values: Float64Array,
    from: Record<string, number>,
  ) => {
    const id = begin("select", `synthesis by ${verifier} ${rule.kind}`, { candidates, ...from });
    const { reason } = select(rule, { scores: values, ids, group, malformed }, 1);
    const fraction = "fraction" in rule ? rule.fraction : 1;
    writeSelection(
      store,
      id,
      { candidateStage: candidates, verifier, selector: rule.kind, fraction },
      { reason, reasons },
    );
    finish(
      id,
      rows,
      reason.reduce((kept, code) => kept + Number(code === 0), 0),
    );
  };
  selection("none", { kind: "all" }, new Float64Array(rows), {});
  for (const [i, rule] of rules.entries()) {
    selection(verifiers[i]!, rule, scores[i]!.values, { scores: scores[i]!.id });
  }

  const labels = begin("label", "synthesis", { candidates });
  const positions = Array.from({ length: Math.min(2000, rows) }, (_, i) => Math.floor((i * rows) / 2000));
  writeLabels(store, labels, candidates, "true answers", {
    positions: [...new Set(positions)],
    values: [...new Set(positions)].map(() => Number(random.uniform() < 0.7)),
  });
  finish(labels, rows);
  return inputs;
}

/** The summary with up to three of its words replaced. */
function variation(summary: string, random: Random): string {
  const words = summary.split(" ");
  for (let i = random.integer(4); i > 0; i--) {
    words[random.integer(words.length)] = rareWord(Math.floor(60_000 * random.uniform() ** 3));
  }
  return words.join(" ");
}
