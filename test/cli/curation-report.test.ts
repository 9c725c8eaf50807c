import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { curationReport } from "../../src/cli/curation-report.ts";
import { diffReport } from "../../src/cli/diff.ts";
import { estimateReport } from "../../src/cli/estimate-report.ts";
import { cellsIn } from "../../src/cli/fold.ts";
import { mappingReport } from "../../src/cli/mapping-report.ts";
import { traceReport } from "../../src/cli/trace-report.ts";
import { selectionDifference } from "../../src/selectors/difference.ts";
import { openStore, parseId, readSelection, trace } from "../../src/store/index.ts";
import { curated, drawLines, writeLines } from "../pipeline/curated.ts";
import { lastingFolder } from "../pipeline/tiny.ts";

/** A terminal that shows colours. */
const terminal = () =>
  Object.assign(new PassThrough(), { isTTY: true, getColorDepth: () => 8, hasColors: () => true });

const folder = lastingFolder();
const fieldNames = {
  long: "scores.helpfulness_as_judged_by_a_very_large_model_at_temperature_zero",
  wide: "模型對答案正確性的評分分數模型對答案正確性的評分分數模型對答案",
};
let result: Awaited<ReturnType<typeof curated>>;
let other: Awaited<ReturnType<typeof curated>>;

/** Names and texts as long, as wide and as hostile to a terminal as a file may have them. */
beforeAll(async () => {
  const lines = drawLines(2, 40).map(({ judge, passed, kind, prompt, answer, ...line }) => ({
    ...line,
    prompt: `${"記憶".repeat(40)} ${JSON.stringify(prompt)}`,
    answer: [answer].flat().map((text) => `\u001b[31m${text}\u0007\t${"👩‍🔬 ".repeat(60)}\nand on`),
    [fieldNames.long]: judge,
    [fieldNames.wide]: Array.isArray(passed) ? passed.map(Number) : Number(passed),
    third: Array.isArray(judge) ? judge.map((score) => -(score ?? 0)) : -Number(judge),
    kind: kind === "hard" ? `a kind of input whose name goes on and on \u001b[2J ${"x".repeat(90)}` : kind,
  }));
  writeLines(folder, lines);
  const fields = { label: "ok", scores: [fieldNames.long, fieldNames.wide, "third"], group: "kind" };
  const run = (by: string, fraction: number) =>
    curated(
      {
        name: "rows",
        source: { file: "rows.jsonl", fields },
        estimate: { draws: 100, fractions: [0.05, 0.5, 0.95, 1] },
        select: { by, selector: { kind: "per-stratum", fraction }, deduplicate: { exact: "output" } },
        export: [{ format: "preference", folder: "out", validation: 0.2 }],
      },
      folder,
      { through: "export" },
    );
  result = await run(fieldNames.long, 0.5);
  other = await run(fieldNames.wide, 0.3);
});

/** Every report, each under its name. */
function reports(width: number, stream: PassThrough = new PassThrough()): Record<string, string> {
  const page = { width, stream };
  const unlabelled = { ...result.estimate!, labelled: 0, generatorError: null, verifiers: [], combined: [] };
  const store = openStore(join(folder, "rows.db"), { readonly: true });
  try {
    const names = [result.selection!.id, other.selection!.id] as const;
    const [a, b] = names.map((id) => readSelection(store, Number(id.slice(1))));
    return {
      curation: curationReport(result, page),
      exports: curationReport({ ...result, selection: null }, page),
      estimate: estimateReport(result.estimate!, page),
      unlabelled: estimateReport(unlabelled, page),
      mapping: mappingReport(result.source.mapping, {}, width),
      diff: diffReport(selectionDifference(a!, b!), { store, candidates: 1, names, limit: 8 }, page),
      candidate: traceReport(trace(store, "c1-7"), width),
      example: traceReport(trace(store, "e1-3"), width),
      selection: traceReport(trace(store, result.selection!.id), width),
    };
  } finally {
    store.close();
  }
}

describe.each([80, 100])("in a terminal %d columns wide", (width) => {
  it("no line of any report is longer, whatever names and texts the file has", () => {
    for (const [name, report] of Object.entries(reports(width))) {
      for (const line of report.split("\n")) {
        // What is there to be copied stays whole.
        if (!line.startsWith("  pstar "))
          expect(cellsIn(line), `${name}: ${line}`).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe("what a file says", () => {
  it("never reaches the terminal as commands to it", () => {
    for (const [name, report] of Object.entries(reports(80))) {
      expect(report.replaceAll("\n", ""), name).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe("colour", () => {
  it("is shown to a terminal and changes no word and no place", () => {
    const plain = reports(80);
    for (const [name, report] of Object.entries(reports(80, terminal()))) {
      expect(stripVTControlCharacters(report), name).toBe(plain[name]);
      if (["curation", "estimate", "diff"].includes(name)) expect(report, name).toContain("\u001b[");
    }
  });
});

it("speaks of a selection by the id that other commands take", () => {
  expect(parseId(result.selection!.id).kind).toBe("stage");
  expect(reports(80).curation).toContain(`Selection ${result.selection!.id}: `);
});
