/**
 * ROUGE on one core, beside Google's rouge_score in turn: one pair of 10,000 words each with its peak memory, then pairs a
 * second of summaries as they usually are, 30 words against 25. Seconds are those of the processor, so that others on the
 * machine count little. The sums of F must be equal to 1e-9.
 *
 *     node scripts/bench/rouge.ts [--pairs 20000] [--peer-pairs 1000] [--rounds 5] [--python PATH]
 *
 * Bound: 50 times the peer's pairs a second. Without a peer, ours alone is told.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type RougeKind, rougeScorer } from "../../src/metrics/rouge/rouge.ts";
import { createRandom, type Random } from "../../src/random/generator.ts";
import { median } from "./median.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "20000" },
    "peer-pairs": { type: "string", default: "1000" },
    rounds: { type: "string", default: "5" },
    python: { type: "string" },
  },
});
const script = join(import.meta.dirname, "../peers/rouge.py");
const folder = mkdtempSync(join(tmpdir(), "pstar-rouge-"));

interface Pair {
  readonly prediction: string;
  readonly reference: string;
}

interface Timed {
  readonly seconds: number;
  /** Sum of all F. */
  readonly total: number;
}

/** Words of one to four syllables, the shorter ones first: so they are frequent. */
function makeVocabulary(random: Random, size: number): string[] {
  const letters = (from: string): string => from[random.integer(from.length)]!;
  const syllable = (): string => letters("bcdfglmnprst") + letters("aeiou") + letters("lnrst   ").trim();
  const words = new Set<string>();
  while (words.size < size) {
    const syllables = 1 + Math.floor(4 * (words.size / size) ** 0.3 * random.uniform());
    words.add(Array.from({ length: syllables }, syllable).join("") + (random.uniform() < 0.2 ? "ing" : ""));
  }
  return [...words];
}

/** Frequencies as the inverse of ranks. */
const drawWord = (random: Random, vocabulary: readonly string[]): string =>
  vocabulary[Math.floor(vocabulary.length ** random.uniform()) - 1]!;

function drawPair(random: Random, vocabulary: readonly string[], ours: number, theirs: number): Pair {
  const reference = Array.from({ length: theirs }, () => drawWord(random, vocabulary));
  const prediction = Array.from({ length: ours }, (_, i) =>
    random.uniform() < 0.4 ? reference[Math.floor((i * theirs) / ours)]! : drawWord(random, vocabulary),
  );
  const text = (words: readonly string[]): string => {
    const joined = words.map((word) => (random.uniform() < 0.07 ? `${word},` : word)).join(" ");
    return `${joined[0]!.toUpperCase()}${joined.slice(1)}.`;
  };
  return { prediction: text(prediction), reference: text(reference) };
}

/** The pairs as they come from a file, in this process and for the peer. */
function written(
  name: string,
  pairs: readonly Pair[],
): { readonly path: string; readonly pairs: readonly Pair[] } {
  const path = join(folder, name);
  const lines = pairs.map((pair) => JSON.stringify(pair));
  writeFileSync(path, `${lines.join("\n")}\n`);
  return { path, pairs: lines.map((line) => JSON.parse(line) as Pair) };
}

type Scorer = ReturnType<typeof rougeScorer<RougeKind>>;

function scoreOurs(pairs: readonly Pair[], scorer: Scorer, kinds: readonly RougeKind[]): Timed {
  const start = process.cpuUsage();
  let total = 0;
  for (const { prediction, reference } of pairs) {
    const scores = scorer(prediction, reference);
    for (const kind of kinds) total += scores[kind].f;
  }
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, total };
}

/** Starts the peer, which scores its first `count` pairs whenever it is asked. */
function startPeer(path: string, kinds: readonly RougeKind[], stem: boolean) {
  if (values.python === undefined) return undefined;
  const args = [script, "score", path, "--kinds", ...kinds, ...(stem ? ["--stem"] : [])];
  const child: ChildProcess = spawn(values.python, args, { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    async score(count: number): Promise<Timed & { readonly peakMiB: number }> {
      child.stdin!.write(`${count}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error("the peer ended");
      return JSON.parse(value);
    },
    end: () => child.stdin!.end(),
  };
}

function mustBeEqual(ours: number, theirs: number): void {
  if (Math.abs(ours - theirs) <= 1e-9 * Math.max(1, theirs)) return;
  console.error(`sums of F differ: ${ours} and ${theirs}`);
  process.exitCode = 1;
}

async function comparePairs(data: ReturnType<typeof written>, kinds: readonly RougeKind[], stem: boolean) {
  const { path, pairs } = data;
  const peer = startPeer(path, kinds, stem);
  const peerPairs = Math.min(Number(values["peer-pairs"]), pairs.length);
  const scorer = rougeScorer({ kinds, stem });
  scoreOurs(pairs, scorer, kinds);
  const rates: number[] = [];
  const peerRates: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    rates.push(pairs.length / scoreOurs(pairs, scorer, kinds).seconds);
    if (peer === undefined) continue;
    const { seconds, total } = await peer.score(peerPairs);
    peerRates.push(peerPairs / seconds);
    mustBeEqual(scoreOurs(pairs.slice(0, peerPairs), scorer, kinds).total, total);
  }
  peer?.end();
  const beside =
    peer === undefined
      ? ""
      : `${whole(median(peerRates)).padStart(10)}${whole(median(rates.map((rate, i) => rate / peerRates[i]!))).padStart(8)}`;
  const name = `${kinds.map((kind) => kind.replace("rouge", "")).join(" ")}${stem ? ", stems" : ""}`;
  console.log(`${name.padEnd(20)}${whole(median(rates)).padStart(12)}${beside}`);
}

async function compareLong(name: string, pair: Pair, kinds: readonly RougeKind[]): Promise<void> {
  const { path, pairs } = written("long.jsonl", [pair]);
  const scorer = rougeScorer({ kinds });
  const before = process.resourceUsage().maxRSS;
  scoreOurs(pairs, scorer, kinds);
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  const rounds = Array.from({ length: 5 }, () => scoreOurs(pairs, scorer, kinds));
  const seconds = median(rounds.map((round) => round.seconds));
  const peer = startPeer(path, kinds, false);
  const theirs = await peer?.score(1);
  peer?.end();
  if (theirs !== undefined) mustBeEqual(rounds[0]!.total, theirs.total);
  const beside =
    theirs === undefined
      ? ""
      : `   rouge_score ${theirs.seconds.toFixed(1)} s, ${theirs.peakMiB.toFixed(0)} MiB in all: ${whole(theirs.seconds / seconds)} times`;
  console.log(
    `${name.padEnd(30)}${(seconds * 1000).toFixed(1).padStart(7)} ms, ${grown.toFixed(1)} MiB more${beside}`,
  );
}

const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

try {
  const random = createRandom(1);
  const vocabulary = makeVocabulary(random, 5_000);
  const long = drawPair(random, vocabulary, 10_000, 10_000);
  const broken = (text: string): string => text.replaceAll(/((\S+ ){20})/g, "$1\n");
  const lines = { prediction: broken(long.prediction), reference: broken(long.reference) };
  console.log("10,000 words against 10,000: median of 5");
  await compareLong("rouge1, rouge2, rougeL", long, ["rouge1", "rouge2", "rougeL"]);
  await compareLong("rougeLsum", long, ["rougeLsum"]);
  await compareLong("rougeLsum, 500 lines of 20", lines, ["rougeLsum"]);

  const drawn = Array.from({ length: Number(values.pairs) }, () => drawPair(random, vocabulary, 30, 25));
  const data = written("pairs.jsonl", drawn);
  console.log(`\n30 words against 25: pairs a second, medians of ${values.rounds} rounds in turn`);
  console.log(`${" ".repeat(20)}${"ours".padStart(12)}${values.python ? "     peer   times" : ""}`);
  for (const kinds of [
    ["rouge1", "rouge2", "rougeL"],
    ["rouge1", "rouge2", "rougeL", "rougeLsum"],
  ] as const) {
    for (const stem of [false, true]) await comparePairs(data, kinds, stem);
  }
} finally {
  rmSync(folder, { recursive: true });
}
