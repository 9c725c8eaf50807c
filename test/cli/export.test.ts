import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { program } from "../../src/cli/program.ts";
import { exportFormats } from "../../src/datasets/export/formats/index.ts";
import { type ExportedRow, readExport } from "../../src/datasets/export/read-export.ts";
import type { Message } from "../../src/datasets/record.ts";
import type { CurationResult } from "../../src/pipeline/index.ts";
import { publicId, readSelection, rowId, type TraceEdge, type TraceNode } from "../../src/store/index.ts";
import {
  candidatesIn,
  curation,
  drawLines,
  type FileCandidate,
  ofStage,
  writeLines,
} from "../pipeline/curated.ts";
import { lastingFolder } from "../pipeline/tiny.ts";
import { pstar } from "./child.ts";

const folder = lastingFolder();
const db = join(folder, "runs", "rows.db");
const mixed = drawLines(13, 60);
const lines = mixed.map((line) => ({ ...line, prompt: [line.prompt].flat().map(wordsOf).join("\n") }));
const candidates = candidatesIn(lines);
const writes = exportFormats.flatMap(({ name, files }) =>
  files.map((file) => ({ format: name, file, folder: `${name}-${file}`, validation: 0.25 })),
);
function wordsOf(turn: string | Message): string {
  return typeof turn === "string" ? turn : turn.content;
}

const select = {
  by: "judge",
  selector: { kind: "top-share", fraction: 0.4 },
  deduplicate: { exact: "input-output" },
};

let result: CurationResult;
let kept: readonly FileCandidate[];
beforeAll(() => {
  writeLines(folder, lines);
  writeFileSync(
    join(folder, "rows.yaml"),
    JSON.stringify(
      curation("rows.jsonl", { select, export: writes, card: { license: "mit", language: ["en"] } }),
    ),
  );
  result = json("export", "rows.yaml");
  const { reason } = ofStage(db, "select", (store, { id }) => readSelection(store, id));
  kept = candidates.filter((_, position) => reason[position] === 0);
});

function json(...args: string[]) {
  const { code, stdout, stderr } = pstar([...args, "--json"], folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\{.*\}\n$/);
  return JSON.parse(stdout);
}

/** What the strict reader finds in an export's folder. */
async function rowsIn(name: string): Promise<readonly ExportedRow[]> {
  const rows: ExportedRow[] = [];
  await readExport(join(folder, name), (row) => rows.push(row));
  return rows;
}

const byId = new Map(candidates.map((row) => [row.id, row]));
const idOf = (position: number): string => publicId("candidate", rowId(1, position));

describe("pstar export of a curation file", () => {
  it.each(writes)(
    "writes $format as $file, which a strict reader takes, each row from the line it says",
    async (one) => {
      const rows = await rowsIn(one.folder);
      const exported = result.exports.find((other) => other.folder === join(folder, one.folder))!;
      expect(exported.data.map(({ split, rows }) => [split, rows])).toEqual(
        ["train", "validation"].map((side) => [side, rows.filter(({ split }) => split === side).length]),
      );
      for (const { row, origin } of rows) {
        const sources = origin.candidates.map(({ source }) => byId.get(source!)!);
        const text = JSON.stringify(row);
        for (const { output } of sources) expect(text).toContain(JSON.stringify(output));
        for (const [place, { id, score, facts }] of origin.candidates.entries()) {
          const source = sources[place]!;
          expect(id).toBe(idOf(candidates.indexOf(source)));
          expect(score).toBe(source.judge);
          expect(facts).toMatchObject({
            line: source.line,
            scores: { judge: source.judge, passed: Number(source.passed) },
            selection: result.selection!.id,
          });
        }
      }
      const left = Object.values(exported.leftOut).reduce((sum, more) => sum + more, 0);
      const ids = (of: readonly { readonly id: string }[]) => of.map(({ id }) => id).toSorted();
      const written = rows.flatMap(({ origin }) => origin.candidates.map(({ source }) => byId.get(source!)!));
      if (one.format === "preference") {
        expect(rows.length + left).toBe(new Set(kept.map(({ input }) => input)).size);
        expect(rows.length).toBeGreaterThan(20);
      } else {
        expect(left).toBe(0);
        expect(ids(written)).toEqual(ids(kept));
      }
    },
  );

  it("never parts the answers to one question between training and validation, whatever the format", async () => {
    const sideOf = new Map<string, string>();
    for (const { folder: name } of writes) {
      for (const { split, origin } of await rowsIn(name)) {
        for (const { source } of origin.candidates) {
          const { input } = byId.get(source!)!;
          expect(sideOf.get(input) ?? split).toBe(split);
          sideOf.set(input, split);
        }
      }
    }
    const validation = [...sideOf.values()].filter((split) => split === "validation").length;
    expect(validation / sideOf.size).toBeGreaterThan(0.1);
    expect(validation / sideOf.size).toBeLessThan(0.4);
  });

  it("pairs each question's best kept answer with its worst", async () => {
    for (const { origin } of await rowsIn("preference-jsonl")) {
      const [chosen, rejected] = origin.candidates;
      const own = candidates.filter(({ input }) => input === byId.get(chosen!.source!)!.input);
      const scores = own.flatMap(({ judge }) => judge ?? []);
      const best = own.filter((row) => kept.includes(row)).map(({ judge }) => judge!);
      expect(chosen!.score).toBe(Math.max(...best));
      expect(rejected!.score).toBeLessThan(chosen!.score!);
      const others = own.filter(({ output }) => output !== byId.get(chosen!.source!)!.output);
      const worst = Math.min(...others.flatMap(({ judge }) => judge ?? []));
      expect(rejected!.score).toBe(Math.min(...scores) === worst ? worst : rejected!.score);
    }
  });

  it("tells the verification story on the card, in the selection's own numbers", () => {
    const card = readFileSync(join(folder, "messages-jsonl", "README.md"), "utf8");
    expect(card).toMatch(/^---\n[\s\S]*license: mit\n[\s\S]*\n---\n/);
    const { estimate, rows, kept } = result.selection!;
    const share = (value: number) => value.toFixed(2);
    for (const said of [
      share(estimate!.phi.estimate),
      share(estimate!.pstar.estimate),
      `${kept}`,
      `${rows}`,
    ]) {
      expect(card, said).toContain(said);
    }
    expect(card).toContain("rows.jsonl");
    expect(card).toContain("an exact duplicate of a better row");
    expect(card).toContain("pstar export rows.yaml");
  });
});

describe("pstar export of a selection by its id", () => {
  it("writes the same as the curation file did, into its own folder again", async () => {
    const read = () =>
      ["train.jsonl", "validation.jsonl"].map((name) => readFileSync(join(folder, "messages-jsonl", name)));
    const before = read();
    const flags = ["--format", "messages", "--validation", "0.25", "--seed", "3", "--out", "messages-jsonl"];
    const { code, stdout } = pstar(["export", result.selection!.id, ...flags], folder);
    expect(code).toBe(0);
    expect(stdout).toContain("Exported as messages to messages-jsonl\n");
    expect(read()).toEqual(before);
    expect(await rowsIn("messages-jsonl")).toHaveLength(kept.length);
  });
});

describe("pstar export of a file by flags alone", () => {
  it("does all at once, and ranks by a combination where asked to", async () => {
    const data = [
      "--label",
      "ok",
      "--score",
      "judge",
      "passed",
      "--group",
      "kind",
      "--reference",
      "gold",
      "--seed",
      "3",
    ];
    const flags = ["--by", "average", "--best-of-n", "0.4", "--out", "flags", "--format", "preference"];
    const { exports, selection, source } = json("export", "rows.jsonl", ...data, ...flags);
    expect(source.mapping).toEqual(result.source.mapping);
    expect(selection).toMatchObject({ by: "average", selector: "best-of-n" });
    expect(exports[0].data).toHaveLength(1);
    for (const { origin } of await rowsIn("flags")) {
      const [chosen, rejected] = origin.candidates;
      expect(chosen!.score).toBeGreaterThan(rejected!.score!);
      expect(chosen!.facts.selection).toBe(selection.id);
    }
  });
});

describe("pstar export of chats", () => {
  it("keeps them as they are, says where texts are among them, and makes chats of those by a system message", async () => {
    writeLines(folder, mixed, "mixed.jsonl");
    const data = [
      "--label",
      "ok",
      "--score",
      "judge",
      "--by",
      "judge",
      "--fraction",
      "0.4",
      "--db",
      "mixed.db",
    ];
    const flags = [...data, "--format", "trl-prompt-completion", "--out", "mixed"];
    const refused = pstar(["export", "mixed.jsonl", ...flags, "--json"], folder);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /^pstar: input e1-\d+: .* one file holds one kind only — give a system prompt/,
    );
    json("export", "mixed.jsonl", ...flags, "--system", "Answer.");
    const asked = new Map(mixed.map(({ id, prompt }) => [id, prompt]));
    const rows = await rowsIn("mixed");
    expect(rows).toHaveLength(Math.round(0.4 * candidates.length));
    for (const { row, origin } of rows) {
      const prompt = asked.get(origin.candidates[0]!.source!.split(".")[0]!)!;
      const expected = typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;
      const system = expected[0]!.role === "system" ? [] : [{ role: "system", content: "Answer." }];
      expect(row.prompt).toEqual([...system, ...expected]);
    }
  });
});

describe("pstar trace", () => {
  const factsOf = (nodes: readonly TraceNode[], id: string) => nodes.find((node) => node.id === id)!.facts;

  it.each([
    ["a validation row in Parquet", "alpaca-parquet/validation.parquet:2"],
    ["a preference pair", "preference-jsonl/train.jsonl:1"],
  ])("walks from %s back to the lines of the file", (_, reference) => {
    const { row, selection, traces } = json("trace", reference);
    expect(selection).toBe(result.selection!.id);
    expect(traces).toHaveLength(reference.startsWith("preference") ? 2 : 1);
    traces.forEach(
      ({ root, nodes, edges }: { root: string; nodes: TraceNode[]; edges: TraceEdge[] }, k: number) => {
        const { id, source, facts } = row.candidates[k];
        expect(root).toBe(id);
        const { output, input, ok, kind } = byId.get(source)!;
        const line = lines[facts.line - 1]!;
        expect([line.answer].flat()).toContain(output);
        expect(line.kind).toBe(kind);
        expect(factsOf(nodes, root)).toMatchObject({ source, line: facts.line, output });
        expect(factsOf(nodes, row.input)).toMatchObject({ input });
        const into = edges.filter(({ to }) => to === root).map(({ role }) => role);
        expect(into).toEqual(ok === null ? ["input", "made"] : ["input", "made", "labelled"]);
        const out = edges.filter(({ from }) => from === root).map(({ role }) => role);
        expect(out.filter((role) => role === "scored").length).toBeGreaterThanOrEqual(2);
        expect(out).toContain("kept" in facts || facts.dropped === undefined ? "kept" : "dropped");
        const imported = nodes.find(({ title }) => title === "import rows.jsonl")!;
        expect(imported.facts).toMatchObject({ options: { sha256: result.source.sha256 } });
      },
    );
  });

  it("says so in words, and refuses a file that has changed", async () => {
    const path = join(folder, "trl-prompt-completion-jsonl", "train.jsonl");
    const { code, stdout } = pstar(["trace", "trl-prompt-completion-jsonl/train.jsonl:1"], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^train:1 is c1-\d+, in its file row-[\d.]+, kept by s\d+\n\nc1-\d+ {2}candidate {2}answer/,
    );
    expect(stdout).toMatch(/\n {2}line: \d+\n/);
    writeFileSync(path, readFileSync(path, "utf8").replace("answer", "Answer"));
    await expect(program().parseAsync(["trace", `${path}:1`], { from: "user" })).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("has changed since it was exported"),
    });
    rmSync(path);
  });
});
