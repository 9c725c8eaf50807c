import type { DetailedCandidate, Shown } from "../../../src/browse/index.ts";
import type { InspectedCell, InspectedStage, RunInspection } from "../../../src/inspect/index.ts";
import type { Interval } from "../../../src/metrics/interval.ts";
import { type Figure, figureCsv, figureSvg } from "../../../src/report/figure.ts";
import type { ReportContent } from "../../../src/report/html/content.ts";
import type { SampledRow, VerifierSample } from "../../../src/report/html/samples.ts";
import { hostile } from "./hostile.ts";

/** All hostile texts in one, and one after the other. */
const all = hostile.join("\n");
let next = 0;
const any = (): string => hostile[next++ % 17]!;

const interval = (estimate: number, half = 0.03): Interval => ({
  estimate,
  low: Math.max(0, estimate - half),
  high: Math.min(1, estimate + half),
});

function cell(
  i: number,
  verifier: string,
  verdict: NonNullable<InspectedCell["estimate"]>["verdict"],
): InspectedCell {
  return {
    selection: `s${10 + i}`,
    verifier,
    selector: verifier === "none" ? "all" : "top-share",
    rule: verifier === "none" ? "everything" : `the best 25 % of all candidates ${any()}`,
    fraction: 0.25,
    rows: 4000,
    kept: 1000 + i,
    dropped: { [any()]: 3000 - i },
    estimate: {
      phi: 0.123 + i / 10,
      psi: 0.0456 + i / 100,
      pstar: interval(0.7 + i / 50),
      keptPrecision: interval(0.8 + i / 50, 0.15),
      probabilityMajorityCorrect: 0.97,
      probabilityCleaner: 0.99,
      labels: 400,
      inputs: 200,
      verdict,
      verdictText: `${verdict}, ${any()}`,
    },
    coverage: {
      inputShare: 0.5 + i / 20,
      smallestStratum: { stratum: any(), share: 0.1 },
      effectiveShare: 0.9,
      distance: 0.1,
      strata: [],
    },
    student: {
      metrics: { accuracy: interval(0.6 + i / 30) },
      gain: { estimate: -0.02 + i / 50, low: -0.05 + i / 50, high: i / 50 },
    },
  };
}

const stage = (id: string, kind: string, rejected: Record<string, number> = {}): InspectedStage => ({
  id,
  kind,
  name: `${kind} ${any()}`,
  status: "done",
  startedAt: "2026-01-02T03:04:05.678Z",
  seconds: 12.5,
  books: { input: 4000, kept: 1000, rejected: 3000, failed: 0 },
  rows: 4000,
  rejected,
  inputs: [],
  cost: 0,
  key: "0123456789abcdef".repeat(4),
  version: 1,
  options: { [any()]: any() },
});

const shown: readonly Shown[] = [
  { kind: "text", text: all },
  { kind: "chat", text: all, messages: hostile.map((content) => ({ role: any(), content })) },
  {
    kind: "matrix",
    text: "1 2; 3",
    rows: [
      [1, -2.5],
      [-2.5, 3e-9],
    ],
  },
  { kind: "numbers", text: "1 2", values: [1, -2.25] },
];

function row(i: number): SampledRow {
  const text = hostile[i % hostile.length]!;
  const end = Math.min(5, text.length);
  const candidate: DetailedCandidate = {
    id: `c7-${i}`,
    sample: 0,
    output: i % 9 === 8 ? null : { kind: "text", text },
    error: i % 9 === 8 ? any() : null,
    logProbability: null,
    finishReason: null,
    cost: null,
    fields: {},
    scores: [
      { verifier: "first", score: -i, state: "scored", keep: null, error: null },
      { verifier: any(), score: null, state: "failed", keep: null, error: any() },
    ],
    labels: [{ value: [0, 1, 0.5][i % 3]!, source: any(), byHand: false }],
    fates: [],
    overlap: { withInput: [], withReference: end > 0 ? [[0, end]] : [], inInput: [], inReference: [] },
  };
  const input = shown[i % shown.length]!;
  const reference: Shown = { kind: "text", text: any() };
  const detail = {
    id: candidate.id,
    stage: "s7",
    example: "e1-1",
    input,
    reference,
    stratum: any(),
    candidates: [candidate],
    candidatesInAll: 1,
  };
  return { detail, candidate };
}

export function sampleRun(name = all): RunInspection {
  next = 0;
  return {
    head: {
      id: "r3",
      name,
      status: "done",
      kind: "pipeline",
      task: "eigenvalues",
      metric: "accuracy",
      version: "0.1.0",
      seed: 42,
      startedAt: "2026-01-02T03:04:05.678Z",
      finishedAt: "2026-01-02T04:04:05.678Z",
      seconds: 4000,
      config: `name: x\r\n# ${all}`,
      configHash: "ab".repeat(32),
      command: `npx pstar run '${any()}'`,
      stagesDone: 3,
      stagesBegun: 3,
    },
    verdict: { kind: "improves", selection: "s11", sentence: all, outcome: all },
    generator: { metrics: { accuracy: interval(0.6) }, gain: null },
    error: interval(0.4),
    real: { metrics: { accuracy: interval(0.8) }, gain: interval(0.2) },
    cells: [
      cell(0, "none", "no gain"),
      cell(1, "first", "improves"),
      cell(2, `second ${any()}`, "undecided"),
    ],
    verifiers: [],
    stages: [stage("s7", "generate"), stage("s11", "select", { [any()]: 3000 }), stage("s20", "evaluate")],
    ...{ trainings: [], elsewhere: [], tuning: null },
    failures: hostile.map((error, i) => ({ stage: `s${i + 1}`, title: any(), rows: 1, of: 10, error })),
    spending: {
      answered: 10,
      failed: 2,
      inputTokens: 1,
      outputTokens: 2,
      cost: 0.5,
      unpriced: 0,
      overTime: [],
    },
    artifacts: [
      {
        id: "a0123456789ab",
        stage: "s7",
        kind: any(),
        path: `key/${any()}`,
        hash: "cd".repeat(32),
        bytes: 1234,
      },
    ],
    warnings: hostile,
  };
}

const figure = (title: string): Figure => ({
  title,
  x: { label: any(), scale: "linear" },
  y: { label: any(), scale: "linear" },
  panels: [
    {
      series: [
        {
          name: any(),
          kind: "line",
          points: [
            { x: 0, y: 0 },
            { x: 1, y: 2 },
          ],
        },
      ],
    },
  ],
});

/** A report in which every text that a user, a model or a server could have written is hostile. */
export function sampleContent(name?: string): ReportContent {
  const run = sampleRun(name);
  const samples: VerifierSample[] = [1, 2].map((i) => ({
    cell: run.cells[i]!,
    seed: 42,
    bands: [
      {
        kept: true,
        reason: "kept",
        end: "highest",
        rows: (i === 1 ? hostile : hostile.slice(0, 2)).map((_, k) => row(k)),
      },
      { kept: false, reason: any(), end: "any", rows: [row(3), row(8)] },
    ],
  }));
  const drawn = figure("A figure");
  return {
    database: "runs.db",
    run,
    drawings: [
      {
        id: "one",
        title: any(),
        description: all,
        svg: (options) => figureSvg(drawn, options),
        csv: () => figureCsv(drawn),
      },
      {
        id: "two",
        title: any(),
        description: any(),
        svg: (options) => figureSvg(drawn, options),
        csv: () => `a,b\r\n"${all.replaceAll('"', '""')}",2\r\n`,
      },
    ],
    samples,
    other: null,
    writer: { pstar: "0.1.0", node: "v24.0.0" },
  };
}
