import { canonicalJson } from "../canonical-json.ts";
import type { CardOptions } from "../config/index.ts";
import type { CardEstimate, CardFacts, CardVerifier } from "../datasets/export/card-facts.ts";
import type { Coverage } from "../estimation/coverage.ts";
import type { CellEstimate } from "../estimation/estimate.ts";
import type { SelectionEstimate } from "../estimation/selection.ts";
import {
  countReasons,
  listStages,
  publicId,
  readLedger,
  readRun,
  readSelection,
  readStage,
  type Stage,
  type Store,
} from "../store/index.ts";
import { version } from "../version.ts";
import { originOfAnswers } from "./origin-of-answers.ts";
import { selectionWords } from "./selection-words.ts";
import { ruleRole } from "./stages/select.ts";
import { verifierOf } from "./stages/verify.ts";

/**
 * What the card of an exported selection tells: sources, models, prompts, verifiers, the rule, what was foretold.
 *
 * @param runId the run that the selection is told with
 */
export function cardOfSelection(
  store: Store,
  selection: Stage,
  runId: number,
  { card, command }: { readonly card: CardOptions; readonly command: string },
): CardFacts {
  const { verifier, kept, reason } = readSelection(store, selection.id);
  const run = readRun(store, runId);
  const stages = listStages(store, runId);
  const prediction = predictionOf(store, selection.id);
  const origin = originOfAnswers(store, selection, stages);
  return {
    name: card.title ?? run.name,
    license: card.license ?? null,
    language: card.language,
    ...origin,
    ...(card.generators.length > 0 && { generators: card.generators }),
    ...(card.prompts.length > 0 && { prompts: card.prompts }),
    verifiers: verifiersOf(selection, verifier, stages, prediction),
    selection: { id: publicId("stage", selection.id), by: verifier, rule: selectionWords(selection.options) },
    estimate: prediction && cardEstimate(prediction),
    candidates: reason.length,
    kept,
    dropped: Object.fromEntries(
      Object.entries(countReasons(store, selection.id)).filter(([, rows]) => rows > 0),
    ),
    seed: run.seed,
    command,
    version,
  };
}

/** The verifier that ranked, then the rules that every row had to pass. */
function verifiersOf(
  { inputs }: Stage,
  ranking: string,
  stages: readonly Stage[],
  prediction: Prediction | null,
): CardVerifier[] {
  const stageOf = (role: string) =>
    stages.find(({ id }) => id === inputs.find((input) => input.role === role)?.stageId);
  const rules = inputs.flatMap(({ role }) => {
    const stage = role.startsWith(ruleRole("")) ? stageOf(role) : undefined;
    if (stage === undefined) return [];
    return [{ name: verifierOf(stage), description: `had to pass: ${looksAt(stage)}`, quality: null }];
  });
  const ranker = stageOf("scores");
  const description = ranker === undefined ? "kept all" : `ranked the candidates: ${looksAt(ranker)}`;
  return [{ name: ranking, description, quality: prediction?.estimate ?? null }, ...rules];
}

/** What a verifier goes by: its kind, with its options as they were written. */
function looksAt({ kind, options }: Stage): string {
  if (kind === "combine") return "all scores together, fitted on one half of the labelled inputs";
  const { verifier } = options as { readonly verifier: { readonly kind: string } };
  const { kind: what, ...settings } = verifier;
  const words = Object.entries(settings).map(
    ([key, value]) => `${key} ${typeof value === "string" ? value : canonicalJson(value)}`,
  );
  return words.length === 0 ? what : `${what} (${words.join(", ")})`;
}

interface Prediction {
  readonly estimate: CellEstimate;
  readonly coverage: Coverage;
  readonly confidence: number;
}

/** What was foretold of a selection; null where no label says anything. */
function predictionOf(store: Store, selectionId: number): Prediction | null {
  // A run that went no further than its selections foretold nothing.
  const cell = readLedger(store).findLast(
    (entry) => entry.selectionId === selectionId && entry.estimateId !== null,
  );
  if (cell === undefined || cell.estimateId === null || cell.estimate === null) return null;
  const { estimate, coverage } = cell.estimate as SelectionEstimate;
  const { confidence } = readStage(store, cell.estimateId).options as { readonly confidence: number };
  return estimate === null ? null : { estimate, coverage, confidence };
}

function cardEstimate({ estimate, coverage, confidence }: Prediction): CardEstimate {
  const { labels, error, probabilityMajorityCorrect, probabilityCleaner, verdict } = estimate;
  const { strata: _, ...overall } = coverage;
  return {
    confidence,
    labelled: labels,
    generatorError: error,
    probabilityMajorityCorrect,
    probabilityCleaner,
    verdict: verdict.text,
    coverage: overall,
  };
}
