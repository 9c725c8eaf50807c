import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cardBlocks, valueIn } from "../../src/inspect/card.ts";
import { inspectRun, listRunHeads, type RunInspection } from "../../src/inspect/index.ts";
import { createRun, listStages, openStore, readEstimate, readTraining } from "../../src/store/index.ts";
import { writeLines } from "../pipeline/curated.ts";
import { lastingFolder, reading } from "../pipeline/tiny.ts";
import { expectSound } from "./sound.ts";
import { type Tuned, tune, tunedOnExport, tuningText } from "./tuned.ts";

const folder = lastingFolder();
let tuned: Tuned;
let run: RunInspection;

beforeAll(async () => {
  tuned = await tunedOnExport(folder);
  run = reading(tuned.database, (store) => inspectRun(store, 1));
});

const edited = (from: string, to: string): string => {
  expect(tuningText).toContain(from);
  return tuningText.replace(from, to);
};

describe("the run of a tuning", { timeout: 60_000 }, () => {
  it("is of a kind of its own, whose file this version reads", () => {
    expectSound(run);
    expect(run.head).toMatchObject({ kind: "tuning", task: null, metric: null, status: "done" });
    expect(run.head.command).toMatch(/^npx pstar train tiny\.yaml --db /);
    expect(run.warnings.join()).not.toContain("can't read");
    expect(run).toMatchObject({ cells: [], verifiers: [], elsewhere: [], generator: null });
  });

  it("says in a sentence what was made of what, as its list does", () => {
    const { lessons, losses, evaluations, steps } = tuned.result;
    const rows = lessons.train!.lessons;
    const best = Math.min(...evaluations.map(({ loss }) => loss));
    const short = (loss: number) => loss.toPrecision(3);
    const { sentence, outcome, kind } = run.verdict;
    expect(kind).toBe("unknown");
    expect(sentence).toContain(`tuned is base tuned on ${rows} rows, ${steps} updates in `);
    expect(sentence).toContain(`: loss ${short(losses[0]!)} → ${short(losses.at(-1)!)}, on validation rows `);
    expect(sentence).toContain(`${short(evaluations[0]!.loss)} → ${short(best)}.`);
    expect(outcome).toContain(`selection s${tuned.selection} of rows.db`);
    const [head] = reading(tuned.database, listRunHeads);
    expect(head).toEqual({ ...run.head, verdict: run.verdict });
  });

  it("has its base, what of it was trained, its rows as they were read, and what was written where", () => {
    const { tuning } = run;
    const parameters = tuning!.parameters!.trained;
    expect(tuning).toMatchObject({
      name: "tuned",
      folder: join(folder, "tuned"),
      base: { name: "base", folder: join(folder, "base"), family: "llama" },
      parameters: { frozen: 0 },
      method: { kind: "full" },
      beta: null,
    });
    expect(tuning!.data.map(({ split, rows, tokens }) => [split, { lessons: rows, tokens }])).toEqual(
      Object.entries(tuned.result.lessons).map(([split, { lessons, tokens }]) => [
        split,
        { lessons, tokens },
      ]),
    );
    const facts = Object.fromEntries(tuning!.facts);
    expect(facts).toMatchObject({
      Base: "base, llama",
      Trained: `${parameters.toLocaleString("en-US")} parameters, all of the model’s`,
      Method: "all weights",
      Written: "whole weights",
      "Written to": join(folder, "tuned"),
      "Rows an update": "4",
    });
  });

  it("says of the selection what labels said, as the export's card has it", () => {
    const { origin } = run.tuning!;
    expect(origin).toMatchObject({
      selection: `s${tuned.selection}`,
      database: tuned.curation,
      folder: join(folder, "rows"),
      format: "messages",
    });
    const estimate = reading(tuned.curation, (store) => {
      const stage = listStages(store, 1).find(({ kind }) => kind === "estimate")!;
      return (readEstimate(store, stage.id) as { estimate: { pstar: { estimate: number } } }).estimate;
    });
    expect(Number.parseFloat(origin!.pstar!)).toBeCloseTo(estimate.pstar.estimate, 2);
    expect(origin!.verdict).not.toBeNull();
    expect(run.verdict.outcome).toContain(origin!.pstar!);
    const headings = origin!.verification.flatMap((block) => (block.kind === "heading" ? [block.text] : []));
    expect(headings).toEqual(["How far it was verified", "What was kept and what was dropped"]);
  });

  it("has losses at the ends of the updates they are means of, though patience ended training early", () => {
    const { asked, steps, losses, evaluations, kept } = run.trainings[0]!;
    expect(asked).toBe(250);
    expect(steps).toBe(tuned.result.steps);
    expect(steps).toBeLessThan(asked);
    // A hundredth of what was asked for is three updates.
    expect(losses.map(({ update }) => update)).toEqual(
      Array.from({ length: Math.floor(steps / 3) }, (_, i) => 3 * (i + 1)),
    );
    expect(evaluations.map(({ update }) => update)).toEqual(
      Array.from({ length: steps / 5 + 1 }, (_, i) => 5 * i),
    );
    expect(kept).toBe(steps - 3 * 5);
    const least = Math.min(...evaluations.map(({ loss }) => loss));
    expect(evaluations.find(({ update }) => update === kept)!.loss).toBe(least);
    expect(Object.fromEntries(run.tuning!.facts)).toMatchObject({
      Updates: `${steps} of 250: patience was spent`,
      "Weights kept": `after update ${kept}, of the lowest validation loss`,
    });
    const steps0 = reading(
      tuned.database,
      (store) => readTraining(store, Number(run.trainings[0]!.stage.slice(1)))!.steps,
    );
    expect(steps0).toBe(steps);
  });

  it("says what became of pairs, and of adapters, whose rows nobody knows where from", async () => {
    const pairs = Array.from({ length: 6 }, (_, i) => ({
      ...{ prompt: `question ${i}\n`, chosen: "Yes.", rejected: i === 5 ? "No ".repeat(200) : "No." },
    }));
    writeLines(folder, pairs, "pairs.jsonl");
    const text = edited("train: rows", "train: pairs.jsonl, validation: pairs.jsonl")
      .replace("steps: 250", "steps: 20")
      .replace("patience: 3", "patience: 100")
      .concat(
        "truncate: drop\nobjective: { kind: dpo, beta: 0.2 }\nmethod: { kind: lora, rank: 4, alpha: 8, layers: [all] }\n",
        "write: [merged, adapter]\n",
      );
    const db = join(folder, "pairs.db");
    await tune(text, folder, db);
    const found = reading(db, (store) => inspectRun(store, 1));
    expectSound(found);
    expect(found.verdict.sentence).toMatch(
      /^tuned is base tuned on 5 pairs by LoRA of rank 4, 20 updates in /,
    );
    expect(found.verdict.outcome).toBeNull();
    expect(found.tuning).toMatchObject({
      ...{ origin: null, beta: 0.2 },
      method: { kind: "lora", rank: 4, alpha: 8, dropout: 0, layers: ["all"] },
    });
    expect(found.tuning!.parameters!.frozen).toBeGreaterThan(found.tuning!.parameters!.trained);
    expect(found.tuning!.data[0]).toMatchObject({ split: "train", rows: 6, cut: 0, dropped: 1 });
    expect(found.warnings).toContain("Of 6 rows of train, 1 left out as too long.");
    const { evaluations } = found.trainings[0]!;
    for (const { measures } of evaluations) expect(Object.keys(measures)).toEqual(["accuracy", "margin"]);
    expect(evaluations[0]!.measures.margin).toBeCloseTo(0, 5);
    expect(evaluations.at(-1)!.measures.accuracy).toBeCloseTo(1, 5);
  });

  it("says how far it came where it was stopped, and of what its rows are", async () => {
    const db = join(folder, "stopped.db");
    const abort = new AbortController();
    const work = tune(tuningText, folder, db, abort.signal, (done) => done > 0 && abort.abort());
    await expect(work).rejects.toThrow();
    const found = reading(db, (store) => inspectRun(store, 1));
    expectSound(found);
    expect(found.head).toMatchObject({ kind: "tuning", status: "interrupted" });
    expect(found.verdict.sentence).toMatch(
      /^tiny was to be base tuned on \d+ rows; the training has not ended\.$/,
    );
    expect(found.tuning!.origin!.selection).toBe(`s${tuned.selection}`);
    expect(found.trainings).toEqual([]);
  });

  it("is still known by its stages where its file, or what it started from, is not", () => {
    const store = openStore(tuned.database);
    const before = store.prepare<{ config: string }>("SELECT config FROM runs").get()!.config;
    store.prepare("UPDATE runs SET config = 'model: of-the-past'").run();
    store
      .prepare("DELETE FROM run_stages WHERE stage_id IN (SELECT id FROM stages WHERE kind = 'sources')")
      .run();
    const found = inspectRun(store, 1);
    const begun = inspectRun(store, createRun(store, { name: "n", version: "0", seed: 1, config: before }));
    store.close();
    expect(found.head.kind).toBe("tuning");
    expect(found.tuning).toMatchObject({
      base: { name: "a model", family: null },
      parameters: null,
      origin: null,
    });
    expect(found.trainings).toEqual(run.trainings);
    expect(begun.head.kind).toBe("tuning");
    expect(begun.verdict.sentence).toBe("n will be base tuned on rows of a file.");
    expectSound(begun);
  });
});

describe("a card", () => {
  it("is taken apart into headings, paragraphs and tables of plain text", () => {
    const text =
      "### How *far*\n\nOne\ntwo `code` **bold** \\*star\\*.\n\n| a | p⋆ |\n| --- | --- |\n| **x\\|y** | 0.5 [0.4, 0.6] |\n| \\<b\\> | – |";
    expect(cardBlocks(text)).toEqual([
      { kind: "heading", text: "How *far*" },
      { kind: "text", text: "One two code bold *star*." },
      {
        kind: "table",
        head: ["a", "p⋆"],
        rows: [
          ["x|y", "0.5 [0.4, 0.6]"],
          ["<b>", "–"],
        ],
      },
    ]);
    expect(valueIn(cardBlocks(text), "p⋆")).toBe("0.5 [0.4, 0.6]");
    expect(cardBlocks("")).toEqual([]);
  });
});
