import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { appendLabel, labelFileOf, readLabelFile, writeDesign } from "../../src/datasets/label-file.ts";
import { PstarError } from "../../src/errors.ts";

function temporaryFile(content?: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), "pstar-labels-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = labelFileOf(join(folder, "data.jsonl"));
  if (content !== undefined) writeFileSync(path, content);
  return path;
}

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(PstarError);
    return (error as PstarError).line;
  }
  throw new Error("nothing failed");
}

const design = { score: "faithful", cuts: [0.25, 0.5] };

describe("a label file", () => {
  it("is empty where there is none", () => {
    expect(readLabelFile(temporaryFile())).toEqual({ design: null, batch: [], labels: new Map() });
  });

  it("gives back what was put in, the last word on an id", () => {
    const path = temporaryFile();
    writeDesign(path, design, ["a", "b", "c"]);
    const odd = 'ü "quoted"\nline\u2028';
    appendLabel(path, { id: "a", label: 1 });
    appendLabel(path, { id: odd, label: 0.3 });
    appendLabel(path, { id: "b", label: 0 });
    appendLabel(path, { id: "a", label: 0 });
    appendLabel(path, { id: "b", label: null });
    expect(readLabelFile(path)).toEqual({
      design,
      batch: ["a", "b", "c"],
      labels: new Map([
        ["a", 0],
        [odd, 0.3],
      ]),
    });
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(6);
    const at = JSON.parse(lines[1]).at;
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
  });

  it("cut off at any byte is read up to there, mended and gone on with", () => {
    const whole = temporaryFile();
    writeDesign(whole, design, ["å", "b"]);
    appendLabel(whole, { id: "å", label: 1 });
    appendLabel(whole, { id: "b", label: 0 });
    const bytes = readFileSync(whole);
    const path = temporaryFile();
    for (let end = 0; end <= bytes.length; end++) {
      const start = bytes.subarray(0, end);
      writeFileSync(path, start);
      // A line is there once all of it is, its line break or not.
      const complete = bytes[end] === 10 ? end : start.lastIndexOf(10) + 1;
      const lines = bytes.toString("utf8", 0, complete).split("\n").filter(Boolean).length;
      const expected = [
        ...new Map<string, number>([
          ["å", 1],
          ["b", 0],
        ]),
      ].slice(0, Math.max(0, lines - 1));
      expect([...readLabelFile(path).labels]).toEqual(expected);
      appendLabel(path, { id: "c", label: 0.5 });
      expect([...readLabelFile(path).labels]).toEqual([...expected, ["c", 0.5]]);
      expect(readLabelFile(path).design).toEqual(lines > 0 ? design : null);
    }
  });

  it("whose end a power failure filled with zeros goes on as well", () => {
    const path = temporaryFile('{"id":"a","label":1}\n\0\0\0\0\0');
    appendLabel(path, { id: "b", label: 0 });
    expect(readFileSync(path, "utf8")).toMatch(
      /^\{"id":"a","label":1\}\n\{"id":"b","label":0,"at":"[^"]+"\}\n$/,
    );
  });

  it("may come from an editor with a byte order mark, other line breaks and blank lines", () => {
    const path = temporaryFile('\uFEFF{"id":"a","label":1}\r\n\r\n{"id":"b","label":0.5}\r\n');
    expect([...readLabelFile(path).labels]).toEqual([
      ["a", 1],
      ["b", 0.5],
    ]);
  });

  it.each([
    ['{"id":"a","label":1}{"id":"b"', "is not JSON"],
    ["7", "is no object"],
    ['{"label":1}', "has no id"],
    ['{"id":3,"label":1}', "has no id"],
    ['{"id":"a","label":1.5}', "its label is not a number from 0 to 1, or null"],
    ['{"id":"a","label":"yes"}', "its label is not a number from 0 to 1, or null"],
    ['{"design":{"score":"s","cuts":[1,1]}}', "its design is not a score's name and ascending cuts"],
    ['{"design":{"cuts":[]}}', "its design is not a score's name and ascending cuts"],
    ['{"design":{"score":"s","cuts":[]},"batch":[1]}', "its batch is no list of ids"],
  ])("names the line that is damaged: %s", (line, reason) => {
    const path = temporaryFile(`{"id":"x","label":1}\n${line}\n{"id":"y","label":1}\n`);
    expect(failure(() => readLabelFile(path))).toBe(`${path}:2: ${reason} — mend the line or delete it`);
  });

  it("takes a second design only where it cuts the first one's strata finer", () => {
    const path = temporaryFile();
    writeDesign(path, { score: "other", cuts: [3] }, ["a"]);
    writeDesign(path, design, ["a"]);
    appendLabel(path, { id: "a", label: 1 });
    const finer = { score: "faithful", cuts: [0.25, 0.4, 0.5] };
    writeDesign(path, finer, ["b"]);
    expect(readLabelFile(path)).toMatchObject({ design: finer, batch: ["b"] });
    for (const unfit of [design, { score: "other", cuts: finer.cuts }]) {
      expect(failure(() => writeDesign(path, unfit, []))).toMatch(/can't follow labels by faithful/);
      expect(readLabelFile(path).design).toEqual(finer);
    }
    appendFileSync(path, `${JSON.stringify({ design })}\n`);
    expect(failure(() => readLabelFile(path))).toContain(`${path}:5: a design by faithful can't follow`);
  });

  it("that can't be read or written is told of in one line", () => {
    const folder = temporaryFile();
    mkdirSync(folder);
    expect(failure(() => readLabelFile(folder))).toContain(`${folder}: cannot be read`);
    expect(failure(() => appendLabel(folder, { id: "a", label: 1 }))).toContain("the label can't be written");
    const path = temporaryFile("");
    chmodSync(path, 0o400);
    if (process.getuid?.() !== 0) {
      expect(failure(() => appendLabel(path, { id: "a", label: 1 }))).toContain("the label can't be written");
    }
    expect(failure(() => appendLabel(join(path, "no", "folder"), { id: "a", label: 1 }))).toContain(
      "written",
    );
  });
});
