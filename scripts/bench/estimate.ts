/**
 * From a file to the full estimate: a million JSONL rows with three scores and ten thousand labels, the estimate alone,
 * and ten million Parquet rows. pandas does the same shares the obvious way, without intervals, in the same run; φ, ψ
 * and p⋆ must be equal to 1e-12.
 *
 *     node scripts/bench/estimate.ts [--rows 1000000] [--parquet-rows 10000000] [--repeats 3] [--python PATH]
 *
 * Bounds at these sizes: JSONL to the end in 10 s and 1 GiB; one verifier with intervals at 20 shares in 1 s.
 */
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parquetWriteFile } from "hyparquet-writer";
import { createRandom } from "../../src/random/generator.ts";
import { median } from "./median.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    "parquet-rows": { type: "string", default: "10000000" },
    labels: { type: "string", default: "10000" },
    repeats: { type: "string", default: "3" },
    python: { type: "string" },
  },
});
const fractions = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);
const scores = ["judge", "reward", "likelihood"];
const words = [
  "the",
  "model",
  "answers",
  "a",
  "question",
  "with",
  "another",
  "number",
  "of",
  "words",
  "and",
  "stops",
];

interface Cell {
  readonly fraction: number;
  readonly kept: number;
  readonly phi: number;
  readonly psi: number;
  /** Ours has an interval around it. */
  readonly pstar: number | { readonly estimate: number };
  readonly keptPrecision: number | { readonly estimate: number };
}

const estimateOf = (value: Cell["pstar"]): number => (typeof value === "number" ? value : value.estimate);

/** One row: four of them answer an input, each score sees the truth through its own noise. */
function rowOf(random: ReturnType<typeof createRandom>, index: number, labelShare: number) {
  const correct = random.uniform() < 0.6;
  const row = {
    id: index,
    prompt: `${sentence(random, 18)} (${Math.floor(index / 4)})`,
    completion: sentence(random, 22),
    judge: (correct ? 1.2 : 0) + random.normal(),
    reward: (correct ? 0.8 : 0) + random.normal(),
    likelihood: (correct ? 0.3 : 0) + random.normal(),
  };
  return random.uniform() < labelShare ? { ...row, correct: Number(correct) } : row;
}

function sentence(random: ReturnType<typeof createRandom>, length: number): string {
  return Array.from({ length }, () => words[random.integer(words.length)]).join(" ");
}

function writeJsonl(path: string, rows: number): void {
  const random = createRandom(1);
  const file = openSync(path, "w");
  for (let start = 0; start < rows; start += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - start) }, (_, i) =>
      JSON.stringify(rowOf(random, start + i, Number(values.labels) / rows)),
    );
    writeSync(file, `${lines.join("\n")}\n`);
  }
  closeSync(file);
}

function writeParquet(path: string, rows: number): void {
  const random = createRandom(2);
  const column = (make: (i: number) => number) => Float64Array.from({ length: rows }, (_, i) => make(i));
  const truth = column(() => Number(random.uniform() < 0.6));
  const labelShare = Number(values.labels) / rows;
  const labels: (number | null)[] = Array.from(truth, (value) =>
    random.uniform() < labelShare ? value : null,
  );
  const seen = (skill: number) => column((i) => skill * truth[i]! + random.normal());
  parquetWriteFile({
    filename: path,
    rowGroupSize: 250_000,
    columnData: [
      { name: "input", data: Int32Array.from({ length: rows }, (_, i) => Math.floor(i / 4)), type: "INT32" },
      { name: "judge", data: seen(1.2), type: "DOUBLE" },
      { name: "reward", data: seen(0.8), type: "DOUBLE" },
      { name: "likelihood", data: seen(0.3), type: "DOUBLE" },
      { name: "correct", data: labels, type: "DOUBLE", nullable: true },
    ],
  });
}

/** The command a user types, as a process of its own. */
function ours(file: string, input: string) {
  const start = performance.now();
  const said = execFileSync(
    process.execPath,
    [
      join(import.meta.dirname, "estimate-child.ts"),
      ...[file, "--input", input, "--label", "correct", "--fractions", fractions.join(",")],
      ...scores.flatMap((score) => ["--score", score]),
    ],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  return { ...(JSON.parse(said) as Ours), seconds: (performance.now() - start) / 1000 };
}

interface Ours {
  readonly readSeconds: number;
  readonly estimateSeconds: number;
  readonly secondsPerVerifier: number;
  readonly peakMiB: number;
  readonly verifiers: Record<string, readonly Cell[]>;
}

function theirs(file: string) {
  if (values.python === undefined) return undefined;
  const script = join(import.meta.dirname, "../peers/estimate.py");
  const start = performance.now();
  const said = execFileSync(
    values.python,
    [script, file, "--label", "correct", "--scores", ...scores, "--fractions", ...fractions.map(String)],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  const parsed = JSON.parse(said) as Omit<Ours, "secondsPerVerifier"> & { readonly pandas: string };
  return { ...parsed, seconds: (performance.now() - start) / 1000 };
}

function largestDifference(a: Ours["verifiers"], b: Ours["verifiers"]): number {
  let most = 0;
  for (const score of scores) {
    for (const theirs of b[score]!) {
      const cell = a[score]!.find(({ fraction }) => fraction === theirs.fraction)!;
      for (const key of ["kept", "phi", "psi", "pstar", "keptPrecision"] as const) {
        most = Math.max(most, Math.abs(estimateOf(cell[key]) - estimateOf(theirs[key])));
      }
    }
  }
  return most;
}

function compare(name: string, file: string, input: string): void {
  const runs = Array.from({ length: Number(values.repeats) }, () => ({
    ours: ours(file, input),
    theirs: theirs(file),
  }));
  const middle = (pick: (run: (typeof runs)[number]) => number | undefined): string =>
    median(runs.map((run) => pick(run) ?? Number.NaN)).toFixed(2);
  console.log(`${name}: median of ${runs.length}`);
  console.log(
    `  pstar   ${middle((run) => run.ours.seconds)} s in all: reading ${middle((run) => run.ours.readSeconds)} s, estimate ${middle((run) => run.ours.estimateSeconds)} s (one verifier alone ${middle((run) => run.ours.secondsPerVerifier)} s), peak ${Math.max(...runs.map((run) => run.ours.peakMiB)).toFixed(0)} MiB`,
  );
  const [{ ours: mine, theirs: peer }] = runs as [(typeof runs)[number]];
  if (peer === undefined) {
    console.log("  no peer: give --python with pandas installed");
    return;
  }
  console.log(
    `  pandas  ${middle((run) => run.theirs?.seconds)} s in all: reading ${middle((run) => run.theirs?.readSeconds)} s, shares without intervals ${middle((run) => run.theirs?.estimateSeconds)} s, peak ${Math.max(...runs.map((run) => run.theirs?.peakMiB ?? 0)).toFixed(0)} MiB (${peer.pandas})`,
  );
  const difference = largestDifference(mine.verifiers, peer.verifiers);
  console.log(`  largest difference of kept, φ, ψ, p⋆ and kept precision: ${difference.toExponential(1)}`);
  if (!(difference <= 1e-12)) process.exitCode = 1;
}

const folder = mkdtempSync(join(tmpdir(), "pstar-bench-"));
try {
  const jsonl = join(folder, "rows.jsonl");
  writeJsonl(jsonl, Number(values.rows));
  compare(`${values.rows} JSONL rows`, jsonl, "prompt");
  if (Number(values["parquet-rows"]) > 0) {
    const parquet = join(folder, "rows.parquet");
    writeParquet(parquet, Number(values["parquet-rows"]));
    compare(`${values["parquet-rows"]} Parquet rows`, parquet, "input");
  }
} finally {
  rmSync(folder, { recursive: true });
}
