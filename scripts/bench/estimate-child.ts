/** One file from reading to the full estimate, in a process of its own, timed: what `estimate.ts` starts. */
import { parseArgs } from "node:util";
import { readColumns } from "../../src/datasets/columns.ts";
import { completeMapping, sampleRecords } from "../../src/datasets/mapping.ts";
import { fullEstimate } from "../../src/estimation/full-estimate.ts";
import { estimateScore } from "../../src/estimation/table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    input: { type: "string" },
    label: { type: "string" },
    score: { type: "string", multiple: true },
    fractions: { type: "string" },
  },
});
const [file] = positionals as [string];
const given = { input: values.input!, label: values.label!, scores: values.score! };
const options = {
  fractions: values.fractions!.split(",").map(Number),
  labelThreshold: null,
  intervals: "jeffreys",
  certainty: 0.95,
  confidence: 0.95,
  draws: 4000,
  precision: null,
  seed: 1,
} as const;

let last = performance.now();
const lap = (): number => {
  const now = performance.now();
  const seconds = (now - last) / 1000;
  last = now;
  return seconds;
};

const { records } = await sampleRecords(file, undefined, Object.values(given).flat());
const mapping = completeMapping(records, given, file, { needsText: false });
const { columns } = await readColumns(file, mapping, { seed: 1, maxBadRows: 0 });
const readSeconds = lap();
const { verifiers } = fullEstimate(columns, options);
const estimateSeconds = lap();
estimateScore(columns, columns.scores[0]!, options);
const secondsPerVerifier = lap();

process.stdout.write(
  JSON.stringify({
    readSeconds,
    estimateSeconds,
    secondsPerVerifier,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    verifiers: Object.fromEntries(verifiers.map(({ name, curve }) => [name, curve])),
  }),
);
