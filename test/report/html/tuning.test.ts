import { parse as parseCsv } from "csv-parse/sync";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import { reportPage } from "../../../src/report/html/page.ts";
import { type Report, reportOf } from "../../../src/report/html.ts";
import { type Tuned, tunedOnExport } from "../../inspect/tuned.ts";
import { lastingFolder, reading } from "../../pipeline/tiny.ts";
import { tagsOf } from "./tags.ts";

let tuned: Tuned;
let report: Report;
let document: ReturnType<typeof parseHTML>["document"];
beforeAll(async () => {
  tuned = await tunedOnExport(lastingFolder());
  report = reading(tuned.database, (store) => reportOf({ store, run: 1 }));
  ({ document } = parseHTML(report.html));
});

const texts = (selector: string, within = document): string[] =>
  [...within.querySelectorAll(selector)].map((node) => node.textContent!.replaceAll(/\s+/g, " ").trim());

describe("the report of a tuning", () => {
  it("tells what was made, of what rows, and how, and leaves out what a tuning has not", () => {
    expect(texts("main > section > h2")).toEqual([
      "What was made, and how",
      "What it learnt from, and how far that was verified",
      "Figures",
      "What went wrong",
      "How to repeat it",
    ]);
    expect(texts("section.verdict p")).toEqual([report.run.verdict.sentence, report.run.verdict.outcome]);
    expect(report.html).not.toMatch(/Nothing can be said yet|class="sign"/);
    const open: string[] = [];
    for (const { name, isEnd, isVoid } of tagsOf(report.html)) {
      if (isEnd) expect(open.pop()).toBe(name);
      else if (!isVoid) open.push(name);
    }
  });

  it("has every fact, both splits, and the export's card as text and tables", () => {
    const { facts, data, origin } = report.run.tuning!;
    expect(texts("#made dt")).toEqual(facts.map(([name]) => name));
    expect(texts("#made dd")).toEqual(facts.map(([, value]) => value));
    expect(texts("#data section tbody th, #data > .wide tbody th")).toEqual(data.map(({ split }) => split));
    expect(texts("#data > p")[0]).toContain(`from selection s${tuned.selection} of ${tuned.curation}`);
    expect(texts("#data .card td.nowrap")).toContain(origin!.pstar);
    expect(texts("#data .card h3")).toEqual([
      "How far it was verified",
      "What was kept and what was dropped",
    ]);
  });

  it("draws training and validation losses where they were measured, and marks the weights kept", () => {
    const [{ losses, evaluations, kept, asked, steps }] = report.run.trainings as [
      Report["run"]["trainings"][0],
    ];
    expect(steps).toBeLessThan(asked);
    expect(report.drawings.map(({ id }) => id)).toEqual(["losses", "flow"]);
    const [drawing] = report.drawings;
    const rows: Record<string, string>[] = parseCsv(drawing!.csv(), { columns: true });
    const of = (name: string, kind: string) =>
      rows
        .filter((row) => row.series === name && row.kind === kind)
        .map(({ x, y }) => [Number(x), Number(y)]);
    expect(of("training", "line")).toEqual(losses.map(({ update, loss }) => [update, loss]));
    const measured = evaluations.map(({ update, loss }) => [update, loss]);
    expect(of("validation", "line")).toEqual(measured);
    expect(of("validation", "points")).toEqual(measured);
    const best = evaluations.find(({ update }) => update === kept)!;
    expect(drawing!.svg()).toContain(`weights kept: ${best.loss.toPrecision(3)}`);
    expect(drawing!.description).toContain(`after update ${kept}, whose weights were kept.`);
  });

  it("stands beside another by what they differ in, with no choices of either", () => {
    const { run } = report;
    const facts = run.tuning!.facts.map(
      ([name, value]) => [name, name === "Learning rate" ? "0.5" : value] as const,
    );
    const html = reportPage({
      ...{ database: "a.db", run, drawings: [], samples: [], writer: { pstar: "0", node: "v0" } },
      other: { database: "b.db", run: { ...run, tuning: { ...run.tuning!, facts } } },
    });
    const { document } = parseHTML(html);
    const names = texts("#compared table.sides tbody th", document);
    expect(names).toEqual(["Which says", "What came of it", "Learning rate", "Started"]);
    expect(texts("#compared h3", document)).toEqual(["Their files"]);
  });
});
