import { execFile, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { CuratedInput } from "../../../src/datasets/curated.ts";
import { exportDataset } from "../../../src/datasets/export/export.ts";
import { readExport } from "../../../src/datasets/export/read-export.ts";
import { PstarError } from "../../../src/errors.ts";
import { nastyText, optionsFor, randomInputs, scratch } from "./samples.ts";

const inputs = randomInputs(60, 2, nastyText);
const endless = join(import.meta.dirname, "endless.ts");

/** Every file below, with its contents. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

async function problem(promise: Promise<unknown>): Promise<PstarError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PstarError);
  expect((error as PstarError).line).not.toContain("\n");
  return error as PstarError;
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 120_000; !holds(); ) {
    if (Date.now() > end) throw new Error("it never came");
    await sleep(5);
  }
}

describe("the folder of an export", () => {
  it.each([
    ["with none before it", false],
    ["with a former export in its place", true],
  ])("is as it was when the process is killed, and the next export clears up: %s", async (_, hasFormer) => {
    const parent = scratch();
    const folder = join(parent, "out");
    if (hasFormer) await exportDataset(inputs, optionsFor(inputs, folder));
    const before = hasFormer ? contents(folder) : {};
    const child = spawn(process.execPath, [endless, folder], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const half = join(parent, `out.${child.pid}.tmp`);
    await until(
      () => readdirSync(parent).includes(basename(half)) && readdirSync(half).includes("train.jsonl"),
    );
    child.kill("SIGKILL");
    await ended;
    expect(readdirSync(parent).sort()).toEqual([...(hasFormer ? ["out"] : []), basename(half)].sort());
    if (hasFormer) expect(contents(folder)).toEqual(before);
    await exportDataset(inputs, optionsFor(inputs, folder, { format: "alpaca" }));
    expect(readdirSync(parent)).toEqual(["out"]);
    expect((await readExport(folder)).header.format).toBe("alpaca");
  });

  it("comes back when a process died after moving it aside", async () => {
    const parent = scratch();
    await exportDataset(inputs, optionsFor(inputs, join(parent, "out.999999999.old")));
    const failing = exportDataset([], optionsFor([], join(parent, "out")));
    expect((await problem(failing)).message).toContain("nothing to export");
    expect(readdirSync(parent)).toEqual(["out"]);
    await readExport(join(parent, "out"));
  });

  it("is left as it was when writing fails, with one line that says why", async () => {
    const parent = scratch();
    const folder = join(parent, "out");
    await exportDataset(inputs, optionsFor(inputs, folder));
    const before = contents(folder);
    const limited = `ulimit -f 2000; exec "$0" "$1" "$2"`;
    const full = promisify(execFile)("bash", ["-c", limited, process.execPath, endless, folder]);
    const { stderr } = await full.then(
      () => ({ stderr: "" }),
      (error: { stderr: string }) => error,
    );
    expect(stderr.trim()).toMatch(/^[^\n]*train\.jsonl: cannot be written: [^\n]* — free some space[^\n]*$/);
    expect(contents(folder)).toEqual(before);
    expect(readdirSync(parent)).toEqual(["out"]);
  });

  it("is not made where none can be", async () => {
    const file = join(scratch(), "file");
    writeFileSync(file, "");
    for (const folder of [file, join(file, "out")]) {
      const error = await problem(exportDataset(inputs, optionsFor(inputs, folder)));
      expect(error.line).toContain("cannot be written");
    }
    expect(readFileSync(file, "utf8")).toBe("");
  });

  it("is left as it was when the inputs fail to come", async () => {
    const parent = scratch();
    function* failing(): Generator<CuratedInput> {
      yield* inputs.slice(0, 30);
      throw new Error("the store is gone");
    }
    const promise = exportDataset(failing(), optionsFor(inputs, join(parent, "out")));
    await expect(promise).rejects.toThrow("the store is gone");
    expect(readdirSync(parent)).toEqual([]);
  });

  it("is taken over when empty or a former export, never when it holds anything else", async () => {
    const folder = join(scratch(), "deep", "out");
    mkdirSync(folder, { recursive: true });
    await exportDataset(inputs, optionsFor(inputs, folder, { file: "parquet" }));
    await exportDataset(inputs, optionsFor(inputs, folder, { format: "axolotl", validation: 0 }));
    expect(readdirSync(folder).sort()).toEqual([
      "README.md",
      "axolotl.yaml",
      "provenance.jsonl",
      "train.jsonl",
    ]);
    writeFileSync(join(folder, "thesis.tex"), "years of work");
    const error = await problem(exportDataset(inputs, optionsFor(inputs, folder)));
    expect(error.line).toContain("thesis.tex");
    expect(error.exitCode).toBe(2);
    expect(readFileSync(join(folder, "thesis.tex"), "utf8")).toBe("years of work");
  });

  it("is found through a link, which stays one", async () => {
    const parent = scratch();
    mkdirSync(join(parent, "disk"));
    symlinkSync(join(parent, "disk"), join(parent, "out"));
    await exportDataset(inputs, optionsFor(inputs, join(parent, "out")));
    expect((await readExport(join(parent, "disk"))).header.format).toBe("messages");
    expect(readdirSync(dirname(join(parent, "disk"))).sort()).toEqual(["disk", "out"]);
  });
});

describe("an export that can't be", () => {
  it.each([
    [{ format: "sharegpt" }, "no format `sharegpt`"],
    [{ format: "openai", file: "parquet" as const }, "not written as parquet"],
    [{ validation: 1 }, "validation share"],
    [{ seed: 0.5 }, "seed"],
  ])("is refused before anything is read: %o", async (options, message) => {
    const parent = scratch();
    const error = await problem(exportDataset(inputs, optionsFor(inputs, join(parent, "out"), options)));
    expect(error.line).toContain(message);
    expect(error.exitCode).toBe(2);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("says what is wrong with the rows: none left, all held out, texts and chats in one file", async () => {
    const folder = join(scratch(), "out");
    const one = (id: string, input: CuratedInput["input"]): CuratedInput => ({
      id,
      input,
      candidates: [{ id: `c-${id}`, sourceId: null, output: "", score: 1, kept: true }],
    });
    const text = one("e1", "question");
    const chat = one("e2", [{ role: "user", content: "question" }]);
    const refused = async (some: CuratedInput[], options: Parameters<typeof optionsFor>[2]) =>
      (await problem(exportDataset(some, optionsFor(some, folder, options)))).line;
    expect(await refused([text], { format: "openai" })).toContain("a turn without text (1)");
    expect(await refused([text], { validation: 1 - 1e-9 })).toContain("validation side");
    const mixed = { format: "trl-prompt-completion", validation: 0 };
    expect(await refused([text, chat], mixed)).toContain("input e2");
    expect((await exportDataset([chat, text], optionsFor([chat, text], folder, mixed))).leftOut).toEqual({});
  });

  it("is one whose card says another number of kept candidates than came", async () => {
    const folder = join(scratch(), "out");
    const error = await problem(exportDataset(inputs.slice(1), optionsFor(inputs, folder)));
    expect(error.line).toContain("do not balance");
  });
});

describe("what an export warns of", () => {
  it("is too few examples for OpenAI, and a validation file that has none", async () => {
    const few = randomInputs(1, 4, () => "q").map((input) => ({
      ...input,
      candidates: [{ id: "c1", sourceId: null, output: "a", score: 1, kept: true }],
    }));
    const options = { format: "openai", validation: 1e-9 };
    const { warnings } = await exportDataset(few, optionsFor(few, join(scratch(), "out"), options));
    expect(warnings).toEqual([
      "train.jsonl has 1 rows, and openai asks for 10 at least",
      "no row fell on the validation side: there is no validation file",
    ]);
  });
});
