// Steps of fine-tuning beside PyTorch's `transformers` and `peft`, in turn, on the same shapes, threads and batch, each side in a
// process of its own, weights random:
//   node scripts/bench/finetune.ts --python PYTHON [--threads 2] [--rounds 5] [--steps 2] [--recompute]
// PYTHON runs scripts/peers/finetune_step.py: see scripts/peers/README.md.
import { spawn } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { median } from "./median.ts";

const { values } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
    steps: { type: "string", default: "2" },
    "t5-batch": { type: "string", default: "8" },
    "smol-batch": { type: "string", default: "1" },
    recompute: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
});
const threads = Number(values.threads);
const rounds = Number(values.rounds);

const models = [
  { model: "t5-small", batch: Number(values["t5-batch"]), length: 256, answer: 64 },
  { model: "SmolLM2-135M", batch: Number(values["smol-batch"]), length: 512, answer: 0 },
];
const cases = models
  .flatMap((model) =>
    ["full", "LoRA"].map((kind) => ({ ...model, kind, threads, recompute: values.recompute })),
  )
  .filter(({ model, kind }) => `${model} ${kind}`.includes(values.only));

interface Answer {
  readonly milliseconds: readonly number[];
  readonly processor: readonly number[];
  /** Largest resident memory so far, MiB. */
  readonly peak: number;
  readonly parameters: number;
}

/** A side's process: a count of steps a line in, an answer a line out. */
function startSide(command: readonly [string, ...string[]], job: object) {
  const [program, ...args] = command;
  const child = spawn(program, [...args, JSON.stringify(job)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async steps(count: number): Promise<Answer> {
      child.stdin.write(`${count}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${program} ended`);
      return JSON.parse(value) as Answer;
    },
    stop: () => child.stdin.end(),
  };
}

const here = (path: string) => new URL(path, import.meta.url).pathname;
const load = () => loadavg()[0]!.toFixed(1);
console.log(
  `${threads} threads of ${cpus().length}, ${rounds} rounds of ${values.steps} steps, load ${load()}`,
);
console.log(
  "model         trained         tokens a second    times PyTorch's           processor time  peak memory, MiB\n" +
    "              parameters, M   ours   PyTorch     (quartiles of rounds)     / PyTorch's     ours   PyTorch   share",
);
for (const job of cases) {
  const ours = startSide([process.execPath, here("./finetune-child.ts")], job);
  const theirs = startSide([values.python, here("../peers/finetune_step.py")], job);
  // The first steps meet memory for the first time.
  await ours.steps(2);
  await theirs.steps(2);
  const measured: [Answer, Answer][] = [];
  for (let round = 0; round < rounds; round++)
    measured.push([await ours.steps(Number(values.steps)), await theirs.steps(Number(values.steps))]);
  ours.stop();
  theirs.stop();
  const middle = (side: 0 | 1, times: "milliseconds" | "processor") =>
    median(measured.flatMap((round) => round[side][times]));
  const ratios = measured
    .map(([a, b]) => median(b.milliseconds) / median(a.milliseconds))
    .toSorted((a, b) => a - b);
  const quartile = (share: number) => ratios[Math.round(share * (ratios.length - 1))]!.toFixed(2);
  const tokens = job.batch * (job.length + job.answer);
  const rate = (side: 0 | 1) => ((1000 * tokens) / middle(side, "milliseconds")).toFixed(0);
  const [a, b] = measured.at(-1)!;
  console.log(
    `${job.model.padEnd(13)} ${job.kind.padEnd(5)} ${(a.parameters / 1e6).toFixed(1).padStart(6)}  ` +
      `${rate(0).padStart(8)}  ${rate(1).padStart(8)}     ` +
      `${quartile(0.5)} (${quartile(0.25)}–${quartile(0.75)})`.padEnd(26) +
      `${(middle(0, "processor") / middle(1, "processor")).toFixed(2).padEnd(12)}` +
      `${a.peak.toFixed(0).padStart(8)}  ${b.peak.toFixed(0).padStart(8)}    ${(a.peak / b.peak).toFixed(2)}`,
  );
}
console.log(`load ${load()}`);
process.exit(0);
