/**
 * Strong model collapse on digits: `node scripts/theory/network.ts IMAGES LABELS [RUNS]`, two IDX files of 10,000 rows or
 * more. Prints two tables of mean ± standard error: error against rows for several shares, then against width.
 */
import type { IdxPaths } from "../../src/theory/network/idx.ts";
import { NETWORK_DEFAULTS } from "../../src/theory/network/options.ts";
import { type NetworkPoint, simulateNetwork } from "../../src/theory/network/simulate.ts";

const [images, labels, runs = "3"] = process.argv.slice(2);
if (images === undefined || labels === undefined) throw new Error("usage: network.ts IMAGES LABELS [RUNS]");
const files: IdxPaths = { images, labels };
const shared = { ...NETWORK_DEFAULTS, files, runs: Number(runs) };

await table("error against rows", {
  ...shared,
  widths: [128],
  samples: [125, 500, 2000, 7900],
  syntheticShares: [0, 0.1, 0.2, 0.5, 1],
});
await table("error against width", {
  ...shared,
  widths: [4, 8, 16, 32, 64, 128, 256, 512],
  samples: [500, 4000],
  syntheticShares: [0, 0.5],
  updates: 1000,
});

async function table(title: string, options: typeof shared): Promise<void> {
  console.log(`\n${title}\nwidth  rows  share  generator  error            squared          training  limit`);
  const started = performance.now();
  await simulateNetwork(options, { onPoint: (point) => console.log(line(point)) });
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
}

function line(point: NetworkPoint): string {
  const { width, samples, syntheticShare, generatorError, testError, squaredError, limit } = point;
  const estimate = ({ mean, standardError }: NetworkPoint["testError"]) =>
    `${mean.toFixed(4)} ± ${standardError.toFixed(4)}`;
  return [
    String(width).padStart(5),
    String(samples).padStart(5),
    syntheticShare.toFixed(2).padStart(6),
    generatorError.toFixed(4).padStart(10),
    ` ${estimate(testError)}`,
    estimate(squaredError),
    point.trainingError.toFixed(4).padStart(8),
    `${limit.testError.toFixed(4)} / ${limit.squaredError.toFixed(4)}`,
  ].join(" ");
}
