import type { Figure, Point, Series } from "../../src/report/figure.ts";

const grid = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
const logGrid = (from: number, to: number, count: number): number[] =>
  grid(Math.log(from), Math.log(to), count).map(Math.exp);
const curve = (xs: readonly number[], y: (x: number) => number): Point[] => xs.map((x) => ({ x, y: y(x) }));

const peaked = (share: number) => (x: number) => 0.1 + share * 0.3 + (0.08 * x) / Math.abs(1 - x);

/** One figure of each kind the project draws. */
export const descent: Figure = {
  title: "Double descent at m = n, with and without synthetic data",
  subtitle: "Random projections of width m; n = 500 samples, d = 300, 5 runs",
  key: { line: "theory", points: "simulation ± standard error" },
  x: { label: "width per sample, m/n", scale: "log" },
  y: { label: "test error on real data", scale: "log" },
  panels: [
    {
      series: [0, 0.1, 0.5].flatMap((share): Series[] => [
        {
          name: `p₂ = ${share}`,
          kind: "line",
          points: curve([...logGrid(0.1, 0.9, 30), 1, ...logGrid(1.1, 10, 30)], peaked(share)),
        },
        {
          name: `p₂ = ${share}`,
          kind: "points",
          points: curve(logGrid(0.12, 9, 8), peaked(share)).map(({ x, y }) => ({
            x,
            y,
            low: 0.8 * y,
            high: 1.2 * y,
          })),
        },
      ]),
      rules: [
        { axis: "x", value: 1, label: "m = n" },
        { axis: "y", value: 0.25, label: "the generator’s own error" },
      ],
    },
  ],
};

export const scaling: Figure = {
  title: "Strong collapse",
  x: { label: "samples n", scale: "log" },
  y: { label: "excess test error", scale: "log" },
  panels: [
    {
      series: [0, 0.001, 0.01, 0.1, 0.5, 1].map((share) => ({
        name: `p₂ = ${share}`,
        kind: "line",
        points: curve(logGrid(100, 1e6, 30), (n) => 20 / n + share ** 2),
      })),
    },
  ],
};

export const transition: Figure = {
  title: "Phase transition",
  x: { label: "generator error p", scale: "linear", format: "percent" },
  y: { label: "verifier error", scale: "linear", format: "percent" },
  shade: { label: "accuracy of the student", scale: "linear", domain: [0, 1] },
  panels: ["independent errors", "learnable errors"].map((name) => ({
    name,
    series: [
      {
        name: "accuracy",
        kind: "heat",
        points: grid(0.05, 0.95, 10).flatMap((x) =>
          grid(0.05, 0.95, 10).map((y) => ({ x, y, value: 1 / (1 + Math.exp(9 * (x + y - 1))) })),
        ),
      },
      { name: "p = p⋆", kind: "line", points: curve([0, 1], (x) => 1 - x) },
    ],
  })),
};

export const decomposition: Figure = {
  title: "Where the error comes from",
  x: { label: "m/n", scale: "log" },
  y: { label: "test error", scale: "linear" },
  panels: [0.1, 0.3, 0.5, 0.9].map((share) => ({
    name: `p₂ = ${share}`,
    rules: [{ axis: "x", value: 1, label: "m = n" }],
    series: [
      { name: "bias B", kind: "area", points: curve(logGrid(0.1, 10, 20), (x) => 0.3 / (1 + x)) },
      {
        name: "variance V",
        kind: "area",
        points: curve(logGrid(0.1, 10, 20), (x) => 0.2 / (1 + Math.log(x) ** 2)),
      },
      { name: "collapse ζ", kind: "area", points: curve(logGrid(0.1, 10, 20), (x) => (share * x) / (1 + x)) },
    ],
  })),
};

export const shares: Figure = {
  title: "p⋆ against the share kept",
  x: { label: "kept share", scale: "linear", format: "percent" },
  y: { label: "breakdown point p⋆", scale: "linear", domain: [0.4, 1] },
  panels: [
    {
      series: ["self", "trace & norm <exact>"].flatMap((name, i): Series[] => {
        const points = curve(grid(0.05, 1, 20), (x) => 0.5 + (0.2 + 0.2 * i) * (1 - x)).map((point) => ({
          ...point,
          low: point.y - 0.04,
          high: point.y + 0.04,
        }));
        return [
          { name, kind: "band", points },
          { name, kind: "line", points },
        ];
      }),
      rules: [
        { axis: "y", value: 0.69, label: "generator error p = 0.69: below it lies collapse" },
        { axis: "y", value: 0.5, label: "no verification" },
      ],
    },
  ],
};

export const losses: Figure = {
  title: "Loss of five trainings",
  x: { label: "step", scale: "linear" },
  y: { label: "loss, nats", scale: "linear" },
  panels: ["a", "b", "c", "d", "e"].map((name) => ({
    name,
    series: grid(1, 8, 8).map((k) => ({
      name: `student ${k}`,
      kind: "line",
      points: curve(grid(0, 20_000, 20), (x) => k + 10 * Math.exp(-x / 3000)),
    })),
  })),
};

export const samples: Readonly<Record<string, Figure>> = {
  descent,
  scaling,
  transition,
  decomposition,
  shares,
  losses,
};
