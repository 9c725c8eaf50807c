import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changed, pipelineText } from "../config/pipeline-file.ts";
import { candidatesIn, curation, drawLines, writeLines } from "../pipeline/curated.ts";
import { lastingFolder } from "../pipeline/tiny.ts";
import { pstar, temporaryFolder } from "./child.ts";
import { refusal } from "./refusal.ts";

const folder = lastingFolder();
const lines = drawLines(5, 30);
const candidates = candidatesIn(lines);
const data = writeLines(folder, lines);
const pipeline = join(folder, "pipeline.yaml");
const curated = join(folder, "rows.yaml");
const select = { by: "judge", selector: { kind: "best-of-n", fraction: 0.4 } };
writeFileSync(pipeline, pipelineText);
writeFileSync(curated, JSON.stringify(curation("rows.jsonl", { select })));

/** What is said without the folder that all is in. */
async function refused(...args: string[]) {
  const { code, line } = await refusal(...args);
  return { code, line: line.replaceAll(`${folder}/`, "") };
}

describe("flags that say nothing of what a command was given", () => {
  const inPipeline = "leave it out; the file itself says all there is to say";
  it.each([
    [
      ["estimate", pipeline, "--label", "ok"],
      `pipeline.yaml: --label means nothing for a pipeline file — ${inPipeline}`,
    ],
    [
      ["estimate", pipeline, "--max-bad-rows", "3"],
      `pipeline.yaml: --max-bad-rows means nothing for a pipeline file — ${inPipeline}`,
    ],
    [
      ["estimate", pipeline, "--confidence", "0.9"],
      `pipeline.yaml: --confidence means nothing for a pipeline file — ${inPipeline}`,
    ],
    [
      ["verify", pipeline, "--score", "judge"],
      `pipeline.yaml: --score means nothing for a pipeline file — ${inPipeline}`,
    ],
    [
      ["select", pipeline, "--fraction", "0.1"],
      `pipeline.yaml: --fraction means nothing for a pipeline file — ${inPipeline}`,
    ],
    [
      ["estimate", "a.db", "--label", "ok"],
      "a.db: --label means nothing for an estimate of a run — leave it out",
    ],
    [
      ["estimate", data, "--db", "a.db"],
      "rows.jsonl: --db means nothing for an estimate of a file of data — leave it out",
    ],
    [
      ["estimate", data, "--by", "judge"],
      "rows.jsonl: --by means nothing for an estimate of a file of data — leave it out",
    ],
    [
      ["estimate", curated, "--suggest", "5"],
      "rows.yaml: --suggest means nothing for an estimate of a curation file — leave it out",
    ],
    [
      ["export", "s5", "--by", "judge"],
      "s5: --by means nothing for a selection that is there already — leave it out",
    ],
  ])("%j are refused by name", async (args, line) => {
    expect(await refused(...args)).toEqual({ code: 2, line });
  });
});

describe("what a command cannot do without", () => {
  const how = "--fraction, --min-score, --best-of-n, --per-group or --all";
  it.each([
    [["select", data], `rows.jsonl: nothing says what to keep — give --by SCORE with ${how}`],
    [["select", data, "--by", "judge"], `rows.jsonl: nothing says how much to keep — give ${how}`],
    [["select", data, "--fraction", "0.1"], "rows.jsonl: nothing says which score ranks — give --by SCORE"],
    [
      ["export", data, "--by", "judge", "--all"],
      "rows.jsonl: nothing says where to and in which format — give --out FOLDER with --format NAME",
    ],
    [
      ["export", curated],
      "rows.yaml: nothing says where to and in which format — give --out FOLDER with --format NAME",
    ],
    [
      ["export", curated, "--format", "alpaca"],
      "--format: says nothing without a place to write to — give --out FOLDER",
    ],
    [["export", "s5"], "where to, and in which format? — give --out and --format"],
    [
      ["import", pipeline],
      "pipeline.yaml: is a pipeline file, not data or a curation file — `pstar run` does what it says and shows the ids of its selections, such as s21; `pstar export s21` writes one",
    ],
    [
      ["select", data, "--by", "judge", "--all", "--cap", "sometimes=2"],
      expect.stringMatching(
        /^rows\.jsonl with flags:9: select\.cap\.per: must be input, cluster or field:NAME/,
      ),
    ],
    [
      ["select", data, "--by", "judge", "--all", "--cap", "input=0"],
      "rows.jsonl with flags:10: select.cap.most: must be more than 0, not 0",
    ],
    [
      ["select", data, "--by", "judge", "--fraction", "0"],
      "rows.jsonl with flags:8: select.selector.fraction: must be more than 0, not 0",
    ],
    [
      ["select", data, "--by", "judge", "--all", "--cap", "nonsense"],
      "option '--cap <per=n>' argument 'nonsense' is invalid. write e.g. input=2 or field:topic=100.",
    ],
    [
      ["select", data, "--by", "juge", "--all"],
      'there is no score "juge" to select by — did you mean "judge"?',
    ],
    [
      ["select", data, "--by", "judge", "--all", "--score", "judg"],
      'rows.jsonl: no row has a field "judg" — did you mean "judge"?',
    ],
    [["estimate", data, "--label", "okay"], 'rows.jsonl: no row has a field "okay" — did you mean "ok"?'],
    [["import", join(folder, "none.csv")], "none.csv: no such file — check its name and folder"],
  ])("%j is told", async (args, line) => {
    const db = args[0] === "select" ? ["--db", join(folder, "refused.db")] : [];
    expect(await refused(...args, ...db)).toEqual({ code: 2, line });
  });

  it("is told by the command itself in one line, with code 2, and leaves nothing behind", () => {
    const here = temporaryFolder();
    expect(pstar(["estimate", pipeline, "--label", "ok"], here)).toEqual({
      code: 2,
      stdout: "",
      stderr: `pstar: ${pipeline}: --label means nothing for a pipeline file — leave it out; the file itself says all there is to say\n`,
    });
    expect(readdirSync(here)).toEqual([]);
  });
});

describe("a wrong curation file", () => {
  it("is told line by line, and one with a misspelt `source` is still no pipeline", async () => {
    const wrong = join(folder, "wrong.yaml");
    writeFileSync(
      wrong,
      "name: rows\nsouce: { file: rows.jsonl }\nselect:\n  by: judge\n  selector: { kind: top-shar, fraction: 0.1 }\n",
    );
    const { code, stderr } = pstar(["run", wrong], folder);
    expect(code).toBe(2);
    expect(stderr.split("\n").map((line) => line.replace(`pstar: ${wrong}:`, ""))).toEqual([
      '2: souce: unknown key — did you mean "source"?',
      '5: select.selector.kind: "top-shar" is not known here — did you mean "top-share"?',
      "",
    ]);
    writeFileSync(wrong, changed(["task:", "tsak:"]));
    expect((await refused("run", wrong)).line).toBe('wrong.yaml:2: tsak: unknown key — did you mean "task"?');
  });
});

describe("a curation on the command line", () => {
  it("runs, prints one JSON object, and says the same of a run and of a verb", () => {
    mkdirSync(join(folder, "elsewhere"), { recursive: true });
    const here = join(folder, "elsewhere");
    const whole = pstar(["run", curated, "--json"], here);
    expect(whole).toMatchObject({ code: 0, stderr: "" });
    const { run, ...result } = JSON.parse(whole.stdout);
    expect(run).toBe("r1");
    expect(result).toMatchObject({
      db: join("runs", "rows.db"),
      source: { file: data, labels: null, books: { input: candidates.length, kept: candidates.length } },
      selection: { by: "judge", selector: "best-of-n", rows: candidates.length },
      exports: [],
    });
    const { run: _, ...selected } = JSON.parse(pstar(["select", curated, "--json"], here).stdout);
    expect(selected).toEqual(result);
  });

  it("takes flags in the place of what its file says, their paths from where they are typed", () => {
    const here = temporaryFolder();
    writeFileSync(join(here, "mine.labels.jsonl"), `{"id":"${candidates[0]!.id}","label":1}\n`);
    const flags = ["--fraction", "0.1", "--seed", "9", "--labels", "mine.labels.jsonl", "--out", "out"];
    const { code, stdout } = pstar(["export", curated, ...flags, "--format", "messages", "--json"], here);
    expect(code).toBe(0);
    const { source, selection, exports } = JSON.parse(stdout);
    expect(source.labels).toBe(join(here, "mine.labels.jsonl"));
    expect(selection).toMatchObject({
      by: "judge",
      selector: "top-share",
      kept: Math.round(0.1 * candidates.length),
    });
    expect(exports[0].folder).toBe(join(here, "out"));
    expect(readdirSync(join(here, "out")).sort()).toEqual(["README.md", "provenance.jsonl", "train.jsonl"]);
  });
});
