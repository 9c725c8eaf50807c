import { percent } from "../../format.ts";
import type { NetworkPoint } from "../../theory/network/simulate.ts";
import { fold } from "../fold.ts";
import { table } from "../table.ts";
import { list, one, path, positive, share, whole } from "./flags.ts";
import { errorBar, meanText } from "./numbers.ts";
import { type Outcome, simulation } from "./simulation.ts";

/** SMC, neural networks on images of digits. */
export const network = simulation({
  name: "network",
  summary: "strong model collapse in neural networks on images, yours or a stand-in",
  takes: "20 s",
  runs: 3,
  flags: {
    images: path("IDX file of images, such as MNIST's; gzipped or not", "a stand-in"),
    labels: path("IDX file of their labels", "a stand-in"),
    widths: list(whole(), [8, 32, 128], "hidden units of students"),
    samples: list(whole(), [125, 500, 2000, 7500], "n, real and synthetic rows together"),
    syntheticShares: list(share, [0, 0.2, 0.5, 1], "p₂, rows that the generator labels"),
    generatorRows: one(whole(), 100, "real rows the generator learns from"),
    generatorWidth: one(whole(), 64, "its hidden units"),
    standInRows: one(whole(), 10_000, "images of the stand-in"),
    testRows: one(whole(), 2000, "held-out rows"),
    updates: one(whole(), 500, "steps of AdamW"),
    batchSize: one(whole(), 128, "rows of a step"),
    learningRate: one(positive, 0.003, "of AdamW, at its peak"),
  },
  async run({ images, labels, ...values }, { runs, seed, signal, onRun }): Promise<Outcome> {
    const { PstarError } = await import("../../errors.ts");
    if ((images === null) !== (labels === null)) {
      throw new PstarError("images and their labels come as two files", {
        where: images === null ? "images" : "labels",
        remedy: "give both, or neither for the stand-in",
        exitCode: 2,
      });
    }
    const { simulateNetwork } = await import("../../theory/network/simulate.ts");
    const files = images === null || labels === null ? {} : { files: { images, labels } };
    const { points } = await simulateNetwork(
      { ...values, ...files, runs, seed },
      { signal, onPoint: (_, done, total) => onRun(done * runs, total * runs) },
    );
    const { generatorError } = points[0];
    const ends = [Math.min(...values.samples), Math.max(...values.samples)];
    const name = (syntheticShare: number) => `p₂ = ${syntheticShare}`;
    return {
      json: { setting: { images, labels, ...values, runs, seed }, points },
      report: (width) => reportOf(points, runs, width),
      figure: {
        title: "Strong model collapse in neural networks",
        subtitle: `${images === null ? "Stand-in digits" : "Images"}; generator of ${values.generatorRows} rows, wrong in ${percent(generatorError)} %`,
        x: { label: "samples n", scale: "log" },
        y: { label: "squared error on real data", scale: "log" },
        key: {
          line: "theory, endless rows and width",
          points: `mean of ${runs} runs ± standard error`,
        },
        panels: values.widths.map((width) => ({
          name: `width ${width}`,
          series: values.syntheticShares.flatMap((syntheticShare) => {
            const of = points.filter(
              (point) => point.width === width && point.syntheticShare === syntheticShare,
            );
            const { squaredError: limit } = of[0].limit;
            return [
              {
                name: name(syntheticShare),
                kind: "line" as const,
                // Without synthetic rows the error falls to nothing, which a log axis can't show.
                points: limit > 0 ? ends.map((samples) => ({ x: samples, y: limit })) : [],
              },
              {
                name: name(syntheticShare),
                kind: "points" as const,
                points: of.map(({ samples, squaredError }) => ({ x: samples, ...errorBar(squaredError) })),
              },
            ];
          }),
        })),
      },
    };
  },
});

function reportOf(points: readonly NetworkPoint[], runs: number, width: number): string {
  const right = "right" as const;
  const columns = [
    { title: "n", align: right },
    { title: "p₂", align: right },
    { title: "wrong on test, %", align: right },
    { title: "squared error", align: right },
    { title: "its limit", align: right },
    { title: "on training rows", align: right },
  ];
  const rows = [...Map.groupBy(points, (point) => point.width)].flatMap(([units, group]) => [
    { heading: `${units} hidden units` },
    ...group.map(({ samples, syntheticShare, testError, squaredError, limit, trainingError }) => ({
      cells: [
        String(samples),
        String(syntheticShare),
        percent(testError.mean),
        meanText(squaredError),
        limit.squaredError.toFixed(3),
        trainingError.toFixed(3),
      ],
    })),
  ]);
  return [
    table(columns, rows, width),
    "",
    ...fold(
      `Means of ${runs} runs. The generator is wrong in ${percent(points[0].generatorError)} % of the test images. ` +
        "The limit is of endlessly wide networks on endless rows: 2 p₂² times the generator's error.",
      width,
    ),
  ].join("\n");
}
