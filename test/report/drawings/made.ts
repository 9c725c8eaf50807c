import type { CurveCell } from "../../../src/estimation/report.ts";
import type {
  InspectedCell,
  InspectedStage,
  InspectedVerifier,
  RunInspection,
} from "../../../src/inspect/index.ts";
import { createRandom } from "../../../src/random/generator.ts";

const candidates = 600;
const error = 0.42;
const shares = [0.0625, 0.125, 0.25, 0.5, 0.75, 1];
const kept = [0.125, 0.5];

const interval = (estimate: number, half: number) => ({
  estimate,
  low: Math.max(0, estimate - half),
  high: Math.min(1, estimate + half),
});

/** Labelled candidates of a verifier whose scores of correct ones are shifted by `shift` deviations. */
function labelled(shift: number, seed: number) {
  const random = createRandom(seed);
  return Array.from({ length: candidates }, (_, i) => {
    const isCorrect = i >= error * candidates;
    return { isCorrect, score: random.normal() + (isCorrect ? shift : 0) };
  }).sort((a, b) => b.score - a.score);
}

function verifier(name: string, shift: number, seed: number): InspectedVerifier {
  const rows = labelled(shift, seed);
  const correct = rows.filter(({ isCorrect }) => isCorrect).length;
  const at = (share: number) => {
    const chosen = rows.slice(0, Math.round(share * candidates));
    const good = chosen.filter(({ isCorrect }) => isCorrect).length;
    const [phi, psi] = [good / correct, (chosen.length - good) / (candidates - correct)];
    return { chosen, good, phi, psi };
  };
  const curve = shares.map((fraction): CurveCell => {
    const { chosen, good, phi, psi } = at(fraction);
    return {
      fraction,
      threshold: chosen.at(-1)!.score,
      kept: chosen.length,
      phi,
      psi,
      phiInterval: interval(phi, 0.03),
      psiInterval: interval(psi, 0.03),
      pstar: interval(phi / (phi + psi), 0.02 / fraction ** 0.5),
      keptPrecision: interval(good / chosen.length, 0.02 / fraction ** 0.5),
      yield: chosen.length / candidates,
      probabilityMajorityCorrect: 0.99,
      probabilityCleaner: 0.98,
      coverage,
      verdict: "improves",
      verdictText: "improves",
      moreLabels: null,
    };
  });
  const [low, high] = [rows.at(-1)!.score, rows[0]!.score];
  const bins = Array.from({ length: 20 }, (_, i) => {
    const [from, to] = [0, 1].map((one) => low + ((high - low) * (i + one)) / 20) as [number, number];
    const inside = rows.filter(({ score }) => score >= from && (score < to || i === 19));
    const good = inside.filter(({ isCorrect }) => isCorrect).length;
    return { low: from, high: to, correct: good, incorrect: inside.length - good };
  });
  const roc = Array.from({ length: 51 }, (_, i) => at(i / 50)).map(({ phi, psi }) => ({ phi, psi }));
  return { name, auc: 0.5 + shift / 6, curve, roc, histogram: bins, unscored: 0 };
}

const coverage = {
  inputShare: 0.9,
  smallestStratum: { stratum: "crime", share: 0.4 },
  effectiveShare: 0.8,
  distance: 0.1,
  strata: [],
};

/** A run as newswire's are, with verifiers of these names, the best first. */
export function madeRun(names: readonly string[] = ["oracle", "weak-supervision", "random"]): RunInspection {
  const verifiers = names.map((name, i) => verifier(name, 3 / (1 + 1.2 * i ** 1.5), i + 1));
  const cells = cellsOf(verifiers);
  return {
    head: {
      id: "r1",
      name: "newswire",
      status: "done",
      kind: "pipeline",
      task: "summarization",
      metric: "rouge1",
      version: "0.1.0",
      seed: 1,
      startedAt: "2026-11-01T08:00:00.000Z",
      finishedAt: "2026-11-01T08:31:00.000Z",
      seconds: 1907.4,
      config: "name: newswire",
      configHash: "0".repeat(64),
      command: "npx pstar run examples/newswire.yaml",
      stagesDone: 30,
      stagesBegun: 30,
    },
    verdict: { kind: "improves", selection: "s9", sentence: "Keep.", outcome: null },
    generator: { metrics: metricsAt(0.576), gain: null },
    error: { estimate: error, low: 0.381, high: 0.459 },
    real: { metrics: metricsAt(0.613), gain: null },
    cells,
    verifiers,
    stages: stagesOf(names, cells),
    trainings: cells.map((cell, i) => ({
      stage: `s${100 + i}`,
      name: `student of ${cell.verifier}`,
      ...{ steps: 300, asked: 300 },
      rows: cell.kept,
      seconds: 100,
      losses: Array.from({ length: 30 }, (_, k) => ({
        update: 10 * (k + 1),
        loss: 6 * Math.exp(-k / 6) + 0.1 * (i + 1),
      })),
      ...{ evaluations: [], kept: null },
      metrics: cell.student?.metrics ?? null,
    })),
    ...{ elsewhere: [], tuning: null },
    failures: [],
    spending: {
      answered: 400,
      failed: 3,
      inputTokens: 250_000,
      outputTokens: 40_000,
      cost: 1.25,
      unpriced: 0,
      overTime: Array.from({ length: 40 }, (_, i) => ({
        at: new Date(Date.UTC(2026, 10, 1, 8, 0, 30 * i)).toISOString(),
        tokens: 7250 * (i + 1),
        cost: (1.25 * (i + 1)) / 40,
      })),
    },
    artifacts: [],
    warnings: [],
  };
}

const metricsAt = (value: number) => ({
  rouge1: interval(value, 0.0123),
  rougeL: interval(value - 0.1, 0.0129),
});

function cellsOf(verifiers: readonly InspectedVerifier[]): InspectedCell[] {
  const all = 7000;
  const unverified = cellOf("none", 1, 1, 1, 0.574);
  return [
    unverified,
    ...verifiers.flatMap(({ name, curve }, i) =>
      kept.map((fraction) => {
        const { phi, psi } = curve.find((one) => one.fraction === fraction)!;
        return cellOf(name, fraction, phi, psi, 0.6 - 0.04 * i - 0.03 * fraction);
      }),
    ),
  ].map((cell, i) => ({ ...cell, selection: `s${10 + i}` }));

  function cellOf(name: string, fraction: number, phi: number, psi: number, metric: number): InspectedCell {
    const pstar = phi / (phi + psi);
    const precision = ((1 - error) * phi) / ((1 - error) * phi + error * psi);
    return {
      selection: "",
      verifier: name,
      selector: name === "none" ? "all" : "top-share",
      rule: "",
      fraction,
      rows: all,
      kept: fraction * all,
      dropped: fraction === 1 ? {} : { "below the top share": (1 - fraction) * all },
      estimate: {
        phi,
        psi,
        pstar: interval(pstar, 0.04),
        keptPrecision: interval(precision, 0.04),
        probabilityMajorityCorrect: 0.99,
        probabilityCleaner: 0.99,
        labels: candidates,
        inputs: candidates,
        verdict: "improves",
        verdictText: "improves",
      },
      coverage,
      student: { metrics: metricsAt(metric), gain: null },
    };
  }
}

/** Twins of a verifier over labelled candidates and over all, then for each cell a training and an evaluation. */
function stagesOf(names: readonly string[], cells: readonly InspectedCell[]): InspectedStage[] {
  const verified = names.flatMap((name, i) => [
    stage(`s${40 + 2 * i}`, "verify", `synthesis by ${name}`, [7000, 6990, 10, 0], { candidates: "s4" }),
    stage(`s${41 + 2 * i}`, "verify", `calibration by ${name}`, [600, 600, 0, 0], { candidates: "s5" }),
  ]);
  return [
    stage("s1", "examples", "training", [1000, 1000, 0, 0]),
    stage("s2", "examples", "test", [600, 600, 0, 0]),
    stage("s3", "train", "generator", [1000, 1000, 0, 0], { examples: "s1" }),
    stage("s4", "generate", "synthesis", [7000, 6990, 10, 0], { model: "s3", examples: "s1" }),
    stage("s5", "generate", "calibration", [600, 600, 0, 0], { model: "s3" }),
    ...verified,
    stage("s6", "label", "calibration", [600, 600, 0, 0], { candidates: "s5" }),
    ...cells.map(({ selection, verifier, kept, rows, dropped, fraction }) => ({
      ...stage(
        selection,
        "select",
        `synthesis by ${verifier}${verifier === "none" ? "" : ` top-share ${fraction}`}`,
        [rows, kept, rows - kept, 0],
        verifier === "none"
          ? { candidates: "s4" }
          : { candidates: "s4", scores: `s${40 + 2 * names.indexOf(verifier)}` },
      ),
      rejected: dropped,
    })),
    ...cells.map(({ selection, verifier, kept, fraction }, i) =>
      stage(
        `s${100 + i}`,
        "train",
        `student of ${verifier}${verifier === "none" ? "" : ` top-share ${fraction}`}`,
        [kept, kept, 0, 0],
        { selection },
      ),
    ),
    ...cells.map(({ verifier, fraction }, i) =>
      stage(
        `s${200 + i}`,
        "evaluate",
        `student of ${verifier}${verifier === "none" ? "" : ` top-share ${fraction}`}`,
        [600, 597, 0, 3],
        { model: `s${100 + i}`, examples: "s2" },
      ),
    ),
  ];
}

function stage(
  id: string,
  kind: string,
  name: string,
  [input, kept, rejected, failed]: readonly [number, number, number, number],
  inputs: Readonly<Record<string, string>> = {},
): InspectedStage {
  return {
    id,
    kind,
    name,
    status: "done",
    startedAt: "2026-11-01T08:00:00.000Z",
    seconds: kind === "train" ? 104.2 : 1.3,
    books: { input, kept, rejected, failed },
    rows: input,
    rejected: rejected > 0 ? { malformed: rejected } : {},
    inputs: Object.entries(inputs).map(([role, stage]) => ({ role, stage })),
    cost: 0,
    key: "k",
    version: 1,
    options: {},
  };
}
