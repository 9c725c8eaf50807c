import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { program } from "../../src/cli/program.ts";
import { readExport } from "../../src/datasets/export/read-export.ts";
import { recipes } from "../../src/recipes/index.ts";
import { edited, lastingFolder, runText, tiny } from "../pipeline/tiny.ts";
import { pstar } from "./child.ts";

const text = edited(tiny, ["training: { steps: 100 }, real: false", "train: false"]);
const folder = lastingFolder();
const db = join(folder, "tiny.db");
let selection: string;
beforeAll(async () => {
  writeFileSync(join(folder, "tiny.yaml"), text);
  const { cells } = await runText(text, db);
  selection = cells.find(({ verifier }) => verifier === "oracle")!.selection;
});

const exported = (...flags: string[]) =>
  program().parseAsync(
    ["export", selection, "--db", db, "--model", "Qwen/Qwen2.5-0.5B", "--json", ...flags],
    {
      from: "user",
    },
  );

describe("pstar export --recipe", { timeout: 120_000 }, () => {
  it.each(recipes)(
    "writes for $name the data it reads, its configuration and the command",
    async (recipe) => {
      for (const [method, format] of Object.entries(recipe.formats)) {
        const out = join(folder, `${recipe.name}-${method}`);
        const lora = ["--lora-rank", "8", "--gpus", "2", "--validation", "0.2"];
        await exported("--recipe", recipe.name, "--out", out, "--format", format, ...lora);
        let rows = 0;
        await readExport(join(out, "data"), ({ split }) => {
          rows += Number(split === "train");
        });
        const { trainer, files, settings } = JSON.parse(readFileSync(join(out, "recipe.json"), "utf8"));
        expect({ trainer, method: settings.method }).toEqual({ trainer: recipe.name, method });
        expect(settings.data).toMatchObject({
          train: "data/train.jsonl",
          validation: "data/validation.jsonl",
          rows,
        });
        for (const file of files) expect(readFileSync(join(out, file), "utf8")).not.toBe("");
        expect(readFileSync(join(out, "README.md"), "utf8")).toContain(`--selection ${selection}`);
      }
    },
  );

  it.each([
    [["--recipe", "trl", "--out", "x", "--format", "alpaca"], /does not read the format alpaca/],
    [["--out", "x", "--format", "messages"], /--model means nothing without --recipe/],
    [["--recipe", "trl"], /where to, and for which model/],
    [
      ["--recipe", "torchtune", "--out", "x", "--system", "Answer."],
      /every answer of a chat, checked or not/,
    ],
    [["--recipe", "trl", "--out", "x", "--file", "parquet"], /read JSONL/],
    [
      ["--recipe", "trl", "--out", "x", "--gpus", "3", "--effective-batch", "32"],
      /cannot be shared by 3 GPUs/,
    ],
  ])("refuses %j", async (flags, message) => {
    await expect(exported(...flags)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it("comes back as predictions of the test inputs, told in words", () => {
    const evaluate = (...flags: string[]) => pstar(["evaluate", "tiny.yaml", "--db", db, ...flags], folder);
    expect(evaluate("--write-inputs", "in.jsonl")).toMatchObject({ code: 0, stderr: "" });
    const rows = readFileSync(join(folder, "in.jsonl"), "utf8").trim().split("\n");
    const answers = rows.slice(1).map((row) => JSON.stringify({ id: JSON.parse(row).id, output: "1 2" }));
    writeFileSync(join(folder, "out.jsonl"), answers.join("\n"));
    const { code, stdout } = evaluate(
      "--predictions",
      "out.jsonl",
      "--selection",
      selection,
      "--name",
      "big",
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/After training/);
    expect(stdout).toContain(`big was trained on ${selection} elsewhere; its outcome is in r1.`);
    expect(stdout).toContain("60 test inputs, of which 1 has no prediction, counted as wrong.");
    expect(evaluate("--name", "big").stderr).toMatch(/^pstar: what did it answer\? .*\n$/);
  });
});
