import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readExport } from "../../../src/datasets/export/read-export.ts";
import type { Message } from "../../../src/datasets/record.ts";
import { scratch } from "./samples.ts";

const script = join(import.meta.dirname, "many-rows.ts");

describe("an export of a hundred thousand rows", () => {
  it.each([
    ["jsonl", 32],
    ["parquet", 48],
  ])(
    "is written in a heap smaller than its texts: %s in %d MiB",
    async (file, heap) => {
      const folder = join(scratch(), "out");
      const limit = `--max-old-space-size=${heap}`;
      await promisify(execFile)(process.execPath, [limit, script, folder, file, "100000"]);
      let texts = 0;
      const { header } = await readExport(folder, ({ row }) => {
        for (const { content } of row.messages as Message[]) texts += content.length;
      });
      expect(header.data.reduce((sum, { rows }) => sum + rows, 0)).toBe(100_000);
      expect(texts).toBeGreaterThan(heap * 2 ** 20);
    },
    60_000,
  );
});
