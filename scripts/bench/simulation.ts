// The simulation of strong model collapse, ours against NumPy's, in turn, on the same settings and cores:
//   node scripts/bench/simulation.ts --python PYTHON [--threads 2] [--rounds 5]
// PYTHON runs scripts/peers/simulation.py: a Python that has numpy. Ours is the whole call, threads started and ended;
// NumPy's is the loop of runs in a process that is up, its BLAS on as many threads.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { collapseCurve } from "../../src/theory/collapse/optimum.ts";
import { type CollapseSetting, standardSetting } from "../../src/theory/collapse/setting.ts";
import { simulateCollapse, simulateCollapses } from "../../src/theory/collapse/simulate.ts";
import { median } from "./median.ts";

const { values } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
  },
});
const rounds = Number(values.rounds);

/** Dimension, samples, width and spectrum's decay, and how many runs make a round long enough to time. */
const settings: [number, number, number | null, number, number][] = [
  [80, 200, null, 1, 1500],
  [80, 200, 60, 1, 1500],
  [300, 500, null, 0.5, 200],
  [300, 500, 100, 0.5, 200],
  [300, 500, 300, 0.5, 150],
  [300, 500, 1000, 0.5, 100],
  [300, 500, 3000, 0.5, 50],
  [600, 500, 400, 0.5, 60],
  [1000, 2000, 800, 0.5, 10],
];

interface PeerAnswer {
  readonly milliseconds: number;
  readonly errors: readonly number[];
}

/** The NumPy process: one request a line, one answer a line. */
async function startPeer(python: string, threads: string) {
  const script = new URL("../peers/simulation.py", import.meta.url).pathname;
  const env = { ...process.env, OPENBLAS_NUM_THREADS: threads, MKL_NUM_THREADS: threads };
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"], env });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${python} ended: is numpy installed there?`);
    return JSON.parse(value);
  };
  const { numpy, blas } = (await answer()) as { numpy: string; blas: string };
  return {
    name: `NumPy ${numpy} (${blas}, ${threads} threads)`,
    async simulate(setting: CollapseSetting, runs: number, seed: number): Promise<PeerAnswer> {
      const lists = {
        eigenvalues: [...setting.eigenvalues],
        signal: [...setting.signal],
        shift: [...setting.shift],
      };
      child.stdin.write(`${JSON.stringify({ ...setting, ...lists, runs, seed })}\n`);
      return await answer();
    },
    stop: () => child.kill(),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const setting = (dimension: number, samples: number, width: number | null, spectrumDecay: number) =>
  standardSetting({
    dimension,
    samples,
    width,
    spectrumDecay,
    syntheticShare: 0.3,
    ridge: 0.01,
    signal: 3,
    shift: 0.8,
    noise: 0.5,
    syntheticNoise: 0.7,
  });

const peer = await startPeer(values.python, values.threads);
console.log(`pstar, then ${peer.name}: milliseconds a run, medians of ${rounds} rounds in turn`);
console.log(
  "    d     n     m   ours    NumPy   ours / NumPy (rounds)    of the best   difference of means, in standard errors",
);
for (const [d, n, m, decay, runs] of settings) {
  const one = setting(d, n, m, decay);
  const mine: number[] = [];
  const theirs: number[] = [];
  const errors: number[] = [];
  const ownErrors: number[] = [];
  await peer.simulate(one, 2, 0);
  for (let round = 0; round < rounds; round++) {
    mine.push(
      (await timed(async () =>
        ownErrors.push(...(await simulateCollapse(one, { runs, seed: round })).errors),
      )) / runs,
    );
    const answer = await peer.simulate(one, runs, round);
    theirs.push(answer.milliseconds / runs);
    errors.push(...answer.errors);
  }
  const ratios = mine.map((time, round) => time / theirs[round]).sort((a, b) => a - b);
  const [a, b] = [moments(ownErrors), moments(errors)];
  const gap = (a.mean - b.mean) / Math.hypot(a.standardError, b.standardError);
  const [ours, numpy] = [median(mine), median(theirs)].map((time) => time.toFixed(2).padStart(7));
  const spread = `${median(ratios).toFixed(2)} (${ratios[0].toFixed(2)}–${ratios.at(-1)?.toFixed(2)})`;
  const best = (Math.min(...mine) / Math.min(...theirs)).toFixed(2);
  const sizes = [d, n, m ?? "–"].map((size) => String(size).padStart(5)).join(" ");
  console.log(`${sizes}${ours} ${numpy}   ${spread.padEnd(24)} ${best.padEnd(13)} ${gap.toFixed(1)}`);
}
peer.stop();

const widths = [30, 60, 100, 150, 200, 300, 400, 500, 700, 1000, 2000, 3000];
const figure = await timed(() =>
  simulateCollapses(
    widths.map((width) => setting(300, 500, width, 0.5)),
    { runs: 5, seed: 1 },
  ),
);
console.log(
  `error against width: n 500, d 300, twelve widths to 3,000, five runs each: ${(figure / 1000).toFixed(1)} s`,
);

const samples = Array.from({ length: 200 }, (_, i) => Math.round(100 * 1.04 ** i));
for (const width of [null, 3000]) {
  const curve = await timed(async () => collapseCurve(setting(10_000, 1000, width, 1), "samples", samples));
  const name = width === null ? "ridge" : `projections of width ${width}`;
  console.log(`closed form, ${name}: 200 points at d 10,000 in ${(curve / 1000).toFixed(2)} s`);
}

function moments(numbers: readonly number[]): { mean: number; standardError: number } {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const squares = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (numbers.length - 1) / numbers.length) };
}
