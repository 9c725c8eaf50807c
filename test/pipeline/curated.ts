import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CurationConfig, parseCuration } from "../../src/config/index.ts";
import type { Message } from "../../src/datasets/record.ts";
import { type CurationOptions, type Progress, runCuration } from "../../src/pipeline/index.ts";
import { createRandom, shuffle } from "../../src/random/generator.ts";
import { listStages, type Stage, type Store } from "../../src/store/index.ts";
import { lastingFolder, latestRun, reading } from "./tiny.ts";

/** A line of a file: one answer, or several at once, to one question. */
export interface FileLine {
  readonly id: string;
  readonly prompt: string | readonly Message[];
  readonly answer: string | readonly string[];
  readonly gold: string;
  readonly judge: number | null | readonly (number | null)[];
  readonly passed: boolean | readonly boolean[];
  readonly ok: number | null | readonly (number | null)[];
  readonly kind: string;
  readonly topic: string;
}

/** What a file says of one answer. */
export interface FileCandidate {
  readonly id: string;
  readonly line: number;
  readonly input: string;
  readonly output: string;
  readonly gold: string;
  readonly judge: number | null;
  readonly passed: boolean;
  readonly ok: number | null;
  readonly kind: string;
  readonly topic: string;
}

/**
 * Lines in which an input's answers lie apart: texts and chats, one answer or several a line, a judge's scores in steps of
 * a half with some missing, and labels of some, a few of them soft.
 */
export function drawLines(seed: number, inputs: number): FileLine[] {
  const random = createRandom(seed);
  const lines: Omit<FileLine, "id">[] = [];
  for (let input = 0; input < inputs; input++) {
    const question = `question ${input}`;
    const prompt =
      input % 3 === 0
        ? [
            { role: "system", content: "Be brief." },
            { role: "user", content: question },
          ]
        : question;
    const kind = input % 5 === 0 ? "hard" : "easy";
    for (let line = 0; line < 3; line++) {
      const answers = line === 2 ? 3 : 1;
      const one = () => {
        const correct = random.uniform() < (kind === "hard" ? 0.3 : 0.7);
        const judge = Math.round(2 * (random.normal() + (correct ? 1.5 : 0))) / 2 + 0; // No −0, which CSV has not.
        const isLabelled = random.uniform() < 0.4;
        const soft = random.uniform() < 0.1 ? 0.75 : 1;
        return {
          answer: `answer ${random.integer(6)} to ${question}`,
          judge: random.uniform() < 0.05 ? null : judge,
          passed: random.uniform() < (correct ? 0.9 : 0.3),
          ok: isLabelled ? (correct ? soft : 1 - soft) : null,
        };
      };
      const drawn = Array.from({ length: answers }, one);
      const field = <K extends keyof ReturnType<typeof one>>(name: K) =>
        answers === 1 ? drawn[0]![name] : drawn.map((each) => each[name]);
      const topic = `topic ${random.integer(4)}`;
      lines.push({
        ...{ prompt, answer: field("answer"), gold: `answer 0 to ${question}`, judge: field("judge") },
        ...{ passed: field("passed"), ok: field("ok"), kind, topic },
      } as Omit<FileLine, "id">);
    }
  }
  shuffle(lines as unknown[], random);
  return lines.map((line, i) => ({ id: `row-${i}`, ...line }));
}

/** The answers of a file's lines, in its order. */
export function candidatesIn(lines: readonly FileLine[]): FileCandidate[] {
  return lines.flatMap(({ id, prompt, answer, judge, passed, ok, ...rest }, place) => {
    const answers = [answer].flat();
    const of = <T>(value: T | readonly T[], k: number): T => (Array.isArray(value) ? value[k] : value) as T;
    return answers.map((output, k) => ({
      ...rest,
      id: answers.length === 1 ? id : `${id}.${k}`,
      line: place + 1,
      input: typeof prompt === "string" ? prompt : JSON.stringify(prompt),
      output,
      judge: of(judge, k),
      passed: of(passed, k),
      ok: of(ok, k),
    }));
  });
}

/** Writes a file of JSON lines; gives its path. */
export function writeLines(folder: string, lines: readonly object[], name = "rows.jsonl"): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}

/** A folder for all tests of a file; in it lines that are drawn, and the database that `curated` makes. */
export function drawnFile(seed: number, inputs: number) {
  const folder = lastingFolder();
  const lines = drawLines(seed, inputs);
  return {
    folder,
    lines,
    candidates: candidatesIn(lines),
    file: writeLines(folder, lines),
    db: join(folder, "rows.db"),
  };
}

/** What the fields of `FileLine` mean. */
export const fields = { label: "ok", reference: "gold", scores: ["judge", "passed"], group: "kind" };

/** A curation as its file would say it. */
export const curation = (file: string, more: object = {}, source: object = {}) => ({
  name: "rows",
  seed: 3,
  source: { file, fields, ...source },
  estimate: { draws: 100 },
  ...more,
});

export const configOf = (written: object): CurationConfig =>
  parseCuration(JSON.stringify(written), "rows.yaml");

/** Runs a curation in this process; says what was done and what was there already. */
export async function curated(written: object, folder: string, options: Partial<CurationOptions> = {}) {
  const told: Progress[] = [];
  const result = await runCuration(configOf(written), {
    db: join(folder, "rows.db"),
    configText: JSON.stringify(written),
    folder,
    command: "pstar run rows.yaml",
    through: "select",
    signal: new AbortController().signal,
    onProgress: (progress) => told.push(progress),
    ...options,
  });
  const stagesIn = (state: Progress["state"]) =>
    told.filter((progress) => progress.state === state).map(({ stage }) => stage);
  return { ...result, done: stagesIn("done"), reused: stagesIn("reused") };
}

/** Reads something of the latest run's stage of a kind (and name). */
export function ofStage<T>(
  db: string,
  kind: string,
  read: (store: Store, stage: Stage) => T,
  name: (name: string) => boolean = () => true,
): T {
  return reading(db, (store) => {
    const stage = listStages(store, latestRun(store)).findLast((one) => one.kind === kind && name(one.name));
    if (stage === undefined) throw new Error(`no stage of kind ${kind}`);
    return read(store, stage);
  });
}
