import { join } from "node:path";
import { parseTuning } from "../../src/config/index.ts";
import { exportSelection, prepareTuning, runTuning, type TuneResult } from "../../src/pipeline/index.ts";
import { listStages, openStore } from "../../src/store/index.ts";
import { curated, curation, drawLines, writeLines } from "../pipeline/curated.ts";
import { makeBase } from "../tuning/tiny-base.ts";

/** Of a tiny model, in steps so long that its validation loss soon gets worse. */
export const tuningText = `name: tiny
model: base
data: { train: rows }
length: 96
training: { steps: 250, batchSize: 4, learningRate: 0.02, warmupSteps: 1, threads: 1 }
evaluate: { every: 5, patience: 3 }
out: tuned
`;

export interface Tuned {
  /** The curation's database, and the tuning's. */
  readonly curation: string;
  readonly database: string;
  /** Id of what was exported. */
  readonly selection: number;
  readonly result: TuneResult;
}

/** A curation whose labels say what its selection is worth, exported, and a base tuned on it until patience is spent. */
export async function tunedOnExport(folder: string): Promise<Tuned> {
  const select = { by: "judge", selector: { kind: "top-share", fraction: 0.5 } };
  await curated(curation(writeLines(folder, drawLines(7, 40)), { select }), folder);
  const from = join(folder, "rows.db");
  const selection = await exported(from, join(folder, "rows"));
  makeBase(join(folder, "base"), "llama3");
  const database = join(folder, "tuned.db");
  return { curation: from, database, selection, result: await tune(tuningText, folder, database) };
}

/** Writes the one selection of a database for a trainer; gives its id. */
async function exported(db: string, folder: string): Promise<number> {
  const store = openStore(db);
  try {
    const { id } = listStages(store, 1).find(({ kind }) => kind === "select")!;
    await exportSelection(store, id, {
      ...{ folder, format: "messages", file: "jsonl", validation: 0.2, seed: 1 },
      card: { language: [], generators: [], prompts: [] },
      command: "pstar export",
    });
    return id;
  } finally {
    store.close();
  }
}

/** @param text of a tuning file in that folder @param signal ends it before its end */
export async function tune(
  text: string,
  folder: string,
  db: string,
  signal: AbortSignal = new AbortController().signal,
  onUpdate: (updates: number) => void = () => {},
): Promise<TuneResult> {
  const prepared = await prepareTuning(parseTuning(text, join(folder, "tiny.yaml")));
  return runTuning(prepared, {
    ...{ db, configText: text, command: "pstar train tiny.yaml", signal },
    onProgress: ({ stage, done }) => stage.startsWith("train") && onUpdate(done),
  });
}
