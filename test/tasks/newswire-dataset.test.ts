import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { card, gzip, jsonLines, splitNames, splitRows } from "../../scripts/datasets/newswire.ts";

const committed = (name: string): Buffer =>
  readFileSync(new URL(`../../datasets/newswire/${name}`, import.meta.url));

describe("datasets/newswire", () => {
  it.each(splitNames)("has in %s what the script makes", (split) => {
    expect(gunzipSync(committed(`${split}.jsonl.gz`)).toString() === jsonLines(splitRows(split))).toBe(true);
  });

  it("is compressed to the same bytes each time, without a date or a system's name", () => {
    const bytes = gzip("text\n");
    expect(bytes).toEqual(gzip("text\n"));
    expect([...bytes.subarray(4, 8), bytes[9]]).toEqual([0, 0, 0, 0, 255]);
    expect(gunzipSync(bytes).toString()).toBe("text\n");
  });

  it("has no article twice, in one split or in two", () => {
    const rows = splitNames.flatMap(splitRows);
    expect(new Set(rows.map(({ article }) => article)).size).toBe(rows.length);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it("has the card the script writes, with front matter that names its files", () => {
    const text = committed("README.md").toString();
    expect(text).toBe(card());
    const front = parse(/^---\n(.*?)\n---\n/s.exec(text)![1]!);
    expect(front).toMatchObject({ license: "cc0-1.0", task_categories: ["summarization"], language: ["en"] });
    expect(front.tags).toContain("synthetic");
    for (const { split, path } of front.configs[0].data_files) {
      expect(path).toBe(`${split}.jsonl.gz`);
      expect(committed(path).length).toBeGreaterThan(0);
    }
  });
});
