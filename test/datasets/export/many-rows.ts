import { exportDataset } from "../../../src/datasets/export/export.ts";
import type { FileKind } from "../../../src/datasets/export/format.ts";
import { cardOf, optionsFor } from "./samples.ts";

const [folder, file, count] = process.argv.slice(2);
const rows = Number(count);

/** Exports that many rows of 600 characters each. */
function* inputs() {
  for (let i = 0; i < rows; i++) {
    const output = `${i} `.repeat(300 / `${i} `.length);
    yield {
      id: `e1-${i}`,
      input: `question ${i} ${"padding ".repeat(36)}`,
      candidates: [{ id: `c2-${i}`, sourceId: `${i}`, output, score: 1, kept: true }],
    };
  }
}
const card = { ...cardOf([]), candidates: rows, kept: rows };
await exportDataset(inputs(), { ...optionsFor([], folder), file: file as FileKind, card });
