import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { labelInTerminal } from "../../src/cli/label.ts";
import { readLabelFile } from "../../src/datasets/label-file.ts";
import { temporaryFolder } from "./child.ts";

const script = join(import.meta.dirname, "label-child.ts");

const labelsOf = (path: string) => [...readLabelFile(path).labels];
const newLabels = () => join(temporaryFolder(), "data.jsonl.labels.jsonl");

/** Starts labelling in a process of its own, whose standard input is no terminal. */
function start(path: string, total: number) {
  const child = spawn(process.execPath, [script, path, String(total)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (data) => {
    said += data;
  });
  const ended = once(child, "close");
  const heard = async (words: string): Promise<void> => {
    while (!said.includes(words) && child.exitCode === null) await once(child.stdout, "data");
    expect(said).toContain(words);
  };
  return { child, ended, heard, said: () => said };
}

/** Answers by lines, to the end. */
async function answer(path: string, total: number, lines: readonly string[]) {
  const { child, ended, said } = start(path, total);
  child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  expect(await ended).toEqual([0, null]);
  return said();
}

describe("labelling by lines", () => {
  it("writes right, wrong and shares, and skips, in order", async () => {
    const path = newLabels();
    const said = await answer(path, 5, ["y", "n", "s", "7", "Y"]);
    expect(labelsOf(path)).toEqual([
      ["row-0", 1],
      ["row-1", 0],
      ["row-3", 0.7],
      ["row-4", 1],
    ]);
    expect(said).toContain("4 labelled, 1 left: the same command goes on from here.");
  });

  it("goes on after what is labelled, skipped ones among what is left", async () => {
    const path = newLabels();
    await answer(path, 4, ["y", "s", "n", "q", "y"]);
    const again = await answer(path, 4, ["n", "n"]);
    expect(again).toContain("── 2 of 4 · line 2 · row-1");
    expect(again).not.toMatch(/of 4 · line [13] /);
    expect(again).toContain("All 4 are labelled.");
    expect(labelsOf(path)).toEqual([
      ["row-0", 1],
      ["row-2", 0],
      ["row-1", 0],
      ["row-3", 0],
    ]);
    expect(await answer(path, 4, [])).toBe("\nAll 4 are labelled.\n");
  });

  it("takes answers back, one after the other, on disk as well", async () => {
    const path = newLabels();
    await answer(path, 5, ["y", "n", "s", "u", "u", "5", "u", "u", "u", "q"]);
    expect(labelsOf(path)).toEqual([]);
    expect(readFileSync(path, "utf8").match(/"label":(null|[\d.]+)/g)).toEqual(
      ["1", "0", "null", "0.5", "null", "null"].map((label) => `"label":${label}`),
    );
  });

  it("says which keys there are, and takes nothing else for an answer", async () => {
    const path = newLabels();
    const said = await answer(path, 2, ["", "yes", "11", "toString", "-", "0"]);
    expect(said.match(/→ not one of the keys/g)).toHaveLength(5);
    expect(labelsOf(path)).toEqual([["row-0", 0]]);
  });

  it("is blind to scores, and plain where there is no terminal", async () => {
    const said = await answer(newLabels(), 2, ["m", "y"]);
    expect(said).not.toMatch(/scores|0\.123/);
    expect(stripVTControlCharacters(said)).toBe(said);
  });

  it("killed at any moment has every answer that the next item followed", async () => {
    const path = newLabels();
    const given: [string, number][] = [];
    for (let i = 0; i < 5; i++) {
      const { child, ended, heard } = start(path, 6);
      await heard(`── ${i + 1} of 6`);
      child.stdin.write(i % 2 === 0 ? "y\n" : "3\n");
      given.push([`row-${i}`, i % 2 === 0 ? 1 : 0.3]);
      await heard(`── ${i + 2} of 6`);
      child.kill("SIGKILL");
      expect(await ended).toEqual([null, "SIGKILL"]);
      expect(labelsOf(path)).toEqual(given);
    }
  });
});

describe("labelling by keys", () => {
  const items = Array.from({ length: 3 }, (_, i) => ({
    ...{ id: `row-${i}`, line: i + 1, input: "in", output: "out", reference: "" },
    scores: [{ name: "judge", value: 0.5 }],
  }));

  /** A terminal in all but name: keys come as bytes, raw mode is switched on it. */
  async function press(keys: readonly string[], labelPath: string, showScores = false) {
    const raw: boolean[] = [];
    const input = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (mode: boolean) => raw.push(mode),
    });
    const output = new PassThrough();
    const session = labelInTerminal({ items, labelPath, input, output, showScores });
    for (const key of keys) input.write(key);
    const outcome = await session;
    output.end();
    return { outcome, raw, said: await text(output) };
  }

  it("takes each key as it is pressed, and leaves the terminal as it was", async () => {
    const path = newLabels();
    const { outcome, raw } = await press(["y", "4", "q"], path);
    expect(outcome).toEqual({ labelled: 2, left: 1 });
    expect(raw).toEqual([true, false]);
    expect(labelsOf(path)).toEqual([
      ["row-0", 1],
      ["row-1", 0.4],
    ]);
  });

  it("ends at Ctrl-C and Ctrl-D, and takes no arrow or function key for an answer", async () => {
    for (const end of ["\u0003", "\u0004"]) {
      const path = newLabels();
      const { outcome, raw } = await press(
        ["\u001b[3~", "\u001b[A", "\u001b[15~", "\u001by", "n", end, "y"],
        path,
      );
      expect(outcome).toEqual({ labelled: 1, left: 2 });
      expect(raw).toEqual([true, false]);
      expect(labelsOf(path)).toEqual([["row-0", 0]]);
    }
  });

  it("lets the last answer be taken back before it ends", async () => {
    const path = newLabels();
    const { outcome, said } = await press(["y", "y", "y", "u", "n", "q"], path);
    expect(outcome).toEqual({ labelled: 3, left: 0 });
    expect(said).toContain("That was the last: u takes it back, any other key ends.");
    expect(labelsOf(path).at(-1)).toEqual(["row-2", 0]);
  });

  it("shows scores when asked to", async () => {
    const { said } = await press(["q"], newLabels(), true);
    expect(said).toContain("scores\n  judge 0.5");
  });

  it("fails when a label can't be written, with the terminal as it was", async () => {
    const path = join(temporaryFolder(), "no", "labels.jsonl");
    const raw: boolean[] = [];
    const input = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (mode: boolean) => raw.push(mode),
    });
    const session = labelInTerminal({ items, labelPath: path, input, output: new PassThrough().resume() });
    input.write("y");
    await expect(session).rejects.toThrow(/the label can't be written/);
    expect(raw).toEqual([true, false]);
  });
});
