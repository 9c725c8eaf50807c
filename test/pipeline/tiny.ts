import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { type RunOptions, runPipeline } from "../../src/pipeline/index.ts";
import { stageTitle } from "../../src/pipeline/stage.ts";
import {
  hashFile,
  listRuns,
  listStages,
  openStore,
  positionOf,
  readArtifact,
  readCandidates,
  readEstimate,
  readExamples,
  readLabels,
  readMetrics,
  readScores,
  readSelection,
  readTraining,
  type Stage,
  type Store,
  stageOf,
} from "../../src/store/index.ts";

/** A whole pipeline of seconds: a generator that is right now and then, and two verifiers of it. */
export const tiny = `name: tiny
seed: 1
task: { kind: eigenvalues, size: 2, tolerance: 0.5 }
data: { real: 600, synthesis: 300, calibration: 60, test: 60 }
generator:
  model: { width: 16, heads: 2 }
  training: { steps: 150, batchSize: 32, warmupSteps: 10, learningRate: 0.01 }
  sampling: { method: sample, samples: 4, temperature: 0.8 }
verifiers:
  - { kind: oracle }
  - { kind: noisy-oracle, noise: 0.5 }
selections:
  - { selector: best-of-n, fractions: [0.25] }
students: { training: { steps: 100 }, real: false }
estimate: { draws: 200 }
`;

/** A pipeline file with pieces replaced. */
export function edited(text: string, ...replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`no "${from}" in the pipeline file`);
    return before.replace(from, to);
  }, text);
}

/** Writes a pipeline file into a folder; gives its path. */
export function pipelineFile(folder: string, text: string, name = "tiny.yaml"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Runs a pipeline in this process. */
export function runText(text: string, db: string, options: Partial<RunOptions> = {}) {
  return runPipeline(parseConfig(text, "tiny.yaml"), {
    db,
    configText: text,
    through: "evaluate",
    signal: new AbortController().signal,
    onProgress: () => {},
    ...options,
  });
}

/** Opens a database for `read` alone. */
export function reading<T>(db: string, read: (store: Store) => T): T {
  const store = openStore(db, { readonly: true });
  try {
    return read(store);
  } finally {
    store.close();
  }
}

export const latestRun = (store: Store): number => listRuns(store).at(-1)!.id;

/**
 * All that the latest run rests on, by stage key: every row, and the hash of every model. Nothing in it depends on when,
 * in what order or by which process it was made.
 */
export function contents(db: string) {
  return reading(db, (store) => {
    const stages = listStages(store, latestRun(store));
    const keys = new Map(stages.map(({ id, key }) => [id, key]));
    return Object.fromEntries(stages.map((stage) => [stage.key, rowsOf(store, stage, keys)] as const));
  });
}

function rowsOf(store: Store, stage: Stage, keys: ReadonlyMap<number, string>) {
  const { id, kind, status, books, inputs } = stage;
  return {
    title: stageTitle(stage),
    status,
    books,
    inputs: inputs.map(({ role, stageId }) => [role, keys.get(stageId)]),
    examples: [...readExamples(store, id)].map(({ id: _, ...example }) => example),
    candidates: [...readCandidates(store, id)].map(({ id: _, exampleId, ...candidate }) => ({
      ...candidate,
      of: [keys.get(stageOf(exampleId)), positionOf(exampleId)],
    })),
    metrics: readMetrics(store, id),
    ...(kind === "verify" && { scores: readScores(store, id) }),
    ...((kind === "label" || kind === "import") && { labels: readLabels(store, id) }),
    ...(kind === "select" && { selection: { ...readSelection(store, id), candidateStage: keys.get(id) } }),
    ...(kind === "estimate" && { estimate: readEstimate(store, id) }),
    ...(kind === "train" && books?.input !== 0 && { training: trainingOf(store, id) }),
  };
}

function trainingOf(store: Store, id: number) {
  const { steps, rows, finalLoss } = readTraining(store, id)!;
  const { path, hash } = readArtifact(store, id, "model");
  return { steps, rows, finalLoss, hash, isThere: hashFile(path) === hash };
}

/** What SQLite itself finds wrong in a database. */
export function damage(db: string): unknown[] {
  return reading(db, (store) => [
    ...store
      .prepare<{ integrity_check: string }>("PRAGMA integrity_check")
      .all()
      .filter(({ integrity_check }) => integrity_check !== "ok"),
    ...store.prepare("PRAGMA foreign_key_check").all(),
  ]);
}

/** A result without what differs from one run to the next. */
export function lasting<Result extends Numbered>({ run: _, db: __, cells, ...rest }: Result) {
  return { ...rest, ...(cells && { cells: cells.map(({ selection: ___, ...cell }) => cell) }) };
}

/** What a database gives numbers of its own. */
interface Numbered {
  readonly run: string;
  readonly db: string;
  readonly cells?: readonly { readonly selection: string }[];
}

/** A folder for all tests of a file. */
export function lastingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pstar-pipeline-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
