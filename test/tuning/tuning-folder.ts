import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../cli/child.ts";
import { type Family, formats, makeBase } from "./tiny-base.ts";

interface Tuning {
  readonly rows?: string;
  readonly keys?: string;
  readonly training?: string;
  readonly family?: Family;
  readonly dtype?: "F32" | "BF16";
}

export const quick = "steps: 120, batchSize: 8, learningRate: 0.01, warmupSteps: 10, threads: 1";

/** A folder with a base, rows and a tuning file. */
export function tuningFolder({
  rows = formats.chat,
  keys = "",
  training = quick,
  family = "llama3",
  dtype = "F32",
}: Tuning = {}): string {
  const folder = temporaryFolder();
  makeBase(join(folder, "base"), family, dtype);
  writeFileSync(join(folder, "rows.jsonl"), rows);
  writeFileSync(
    join(folder, "t.yaml"),
    `name: tiny\nmodel: base\ndata: { train: rows.jsonl }\nlength: 96\ntraining: { ${training} }\nout: tuned\n${keys}\n`,
  );
  return folder;
}
