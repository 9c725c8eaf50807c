/**
 * How long the store takes for candidates with three scores each, and for a selection over them.
 *
 *     node scripts/bench/store.ts [--rows 1000000] [--repeats 3] [--folder DIR]
 *
 * Bounds at a million rows: written in 30 s, selected in 5 s, 1 GiB of memory at the peak.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRandom } from "../../src/random/generator.ts";
import { select } from "../../src/selectors/index.ts";
import { reasons } from "../../src/selectors/selector.ts";
import {
  beginStage,
  completeStage,
  createRun,
  openStore,
  readGroups,
  readKept,
  readScores,
  rowId,
  type Store,
  writeCandidates,
  writeExamples,
  writeScores,
  writeSelection,
} from "../../src/store/index.ts";

const samples = 4;
const batch = 4096;
const verifiers = ["oracle", "invariants", "self"];

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "3" },
    folder: { type: "string", default: tmpdir() },
  },
});
const rows = Number(values.rows);

type Seconds = Record<string, number>;

function measure(store: Store): Seconds {
  const seconds: Seconds = {};
  const random = createRandom(1);
  const runId = createRun(store, { name: "bench", version: "0", seed: 1, config: "" });
  const timed = <T>(name: string, work: () => T): T => {
    const start = performance.now();
    const result = work();
    seconds[name] = (performance.now() - start) / 1000;
    return result;
  };
  const stage = (
    key: string,
    inputs: Record<string, number>,
    count: number,
    work: (id: number) => number,
  ) => {
    const links = Object.entries(inputs).map(([role, stageId]) => ({ role, stageId }));
    const plan = { key, kind: key, name: key, version: 1, options: {}, inputs: links, runId };
    const { id } = beginStage(store, plan);
    const kept = work(id);
    completeStage(store, id, { input: count, kept, rejected: count - kept, failed: 0, seconds: 0 });
    return id;
  };
  const batches = <Row>(
    count: number,
    row: (i: number) => Row,
    write: (start: number, rows: Row[]) => void,
  ) => {
    for (let start = 0; start < count; start += batch) {
      const length = Math.min(batch, count - start);
      write(
        start,
        Array.from({ length }, (_, i) => row(start + i)),
      );
    }
    return count;
  };
  const number = () => (random.uniform() * 20 - 10).toFixed(2);

  const inputs = Math.ceil(rows / samples);
  const examples = timed("write the examples", () =>
    stage("dataset", {}, inputs, (id) =>
      batches(
        inputs,
        () => ({
          input: `[[${number()},${number()}],[${number()},${number()}]]`,
          reference: `[${number()},${number()}]`,
          split: "synthesis",
        }),
        (start, batchRows) => writeExamples(store, id, start, batchRows),
      ),
    ),
  );
  const tokens = Int32Array.from({ length: 6 }, () => random.integer(1000));
  const tokenLogProbabilities = new Float32Array(6).fill(-0.1);
  const candidates = timed("write the candidates", () =>
    stage("generate", { examples }, rows, (id) =>
      batches(
        rows,
        (i) => ({
          exampleId: rowId(examples, Math.floor(i / samples)),
          sample: i % samples,
          output: `[${number()},${number()}]`,
          tokens,
          logProbability: -random.uniform(),
          tokenLogProbabilities,
          finishReason: "length",
        }),
        (start, batchRows) => writeCandidates(store, id, start, batchRows),
      ),
    ),
  );
  const [scored] = timed("write three scores each", () =>
    verifiers.map((name) =>
      stage(name, { candidates }, rows, (id) =>
        batches(
          rows,
          () => ({ score: random.normal() }),
          (start, batchRows) => writeScores(store, id, candidates, start, batchRows),
        ),
      ),
    ),
  );
  const selection = timed("select, in all", () =>
    stage("select", { candidates, scores: scored! }, rows, (id) => {
      const columns = timed("· read scores and groups", () => ({
        scores: readScores(store, scored!).score,
        group: readGroups(store, candidates),
        ids: Int32Array.from({ length: rows }, (_, i) => i),
        malformed: new Uint8Array(rows),
      }));
      const options = { kind: "top-share", fraction: 0.25 } as const;
      const { reason } = timed("· choose the top share", () => select(options, columns, 1));
      const rule = { candidateStage: candidates, verifier: "oracle", selector: "top-share", fraction: 0.25 };
      timed("· write every row's fate", () => writeSelection(store, id, rule, { reason, reasons }));
      return Math.round(rows * 0.25);
    }),
  );
  timed("read the kept for training", () => {
    for (const _ of readKept(store, selection));
  });
  return seconds;
}

const measured: Seconds[] = [];
let bytes = 0;
for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
  const folder = mkdtempSync(join(values.folder, "pstar-bench-"));
  const path = join(folder, "bench.db");
  const store = openStore(path);
  measured.push(measure(store));
  store.close();
  bytes = statSync(path).size;
  rmSync(folder, { recursive: true });
}

const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
const line = (name: string, value: string) => console.log(`${name.padEnd(28)} ${value.padStart(10)}`);
console.log(`${rows} candidates, ${verifiers.length} scores each; medians of ${measured.length}`);
for (const name of Object.keys(measured[0]!)) {
  line(name, `${median(measured.map((seconds) => seconds[name]!)).toFixed(2)} s`);
}
const total = (seconds: Seconds): number =>
  seconds["write the candidates"]! + seconds["write three scores each"]!;
line("candidates and scores", `${median(measured.map(total)).toFixed(2)} s`);
line("database", `${(bytes / 1e6).toFixed(0)} MB`);
line("peak memory", `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
