import type { Coverage } from "../estimation/coverage.ts";
import type { CellEstimate } from "../estimation/estimate.ts";
import type { SelectionEstimate } from "../estimation/selection.ts";
import type { Interval } from "../metrics/interval.ts";
import { selectionWords } from "../pipeline/selection-words.ts";
import { publicId, readEstimate, readSelectionRule, type Stage, type Store } from "../store/index.ts";
import type { CellFigures, InspectedCell } from "./inspection.ts";
import { evaluationOf, modelMetrics } from "./models.ts";
import type { RunSettings } from "./settings.ts";
import { inputOf } from "./stages.ts";

export type CellOutline = Omit<InspectedCell, "dropped">;

/** A run's cells with all but what takes a look at every row, and p where anything is labelled. */
export interface CellOutlines {
  readonly cells: readonly CellOutline[];
  readonly error: Interval | null;
}

const synthesis = "synthesis by ";

/**
 * The selections that students are trained on, or exports made of, each with what was estimated and what came of it. Read
 * from the stages and not from the ledger, which knows a cell only once it is estimated.
 */
export function outlineCells(
  store: Store,
  stages: readonly Stage[],
  settings: RunSettings,
  gains: ReadonlyMap<string, Interval>,
): CellOutlines {
  let error: Interval | null = null;
  const cells = selectionsOf(stages).flatMap((selection): (CellOutline & { place: number })[] => {
    const rule = readSelectionRule(store, selection.id);
    if (rule === undefined || selection.books === null) return [];
    const id = publicId("stage", selection.id);
    const { estimate, coverage } = estimateOf(store, stages, selection);
    error ??= estimate?.error ?? null;
    const training = stages.find((one) => inputOf(one, "selection") === selection.id && one.kind === "train");
    const metrics = modelMetrics(store, evaluationOf(stages, training?.id), settings.metrics);
    return [
      {
        place: settings.cells.indexOf(selection.name.slice(synthesis.length)),
        selection: id,
        verifier: rule.verifier,
        selector: rule.selector,
        rule: selectionWords(selection.options),
        fraction: rule.fraction,
        rows: selection.books.input,
        kept: rule.kept,
        estimate: estimate && figuresOf(estimate),
        coverage,
        student: metrics && { metrics, gain: gains.get(id) ?? null },
      },
    ];
  });
  const ordered = cells.sort((a, b) => a.place - b.place).map(({ place: _, ...cell }) => cell);
  return { cells: ordered, error };
}

/** In pipelines not those of labelled rows, which only estimates are made of. */
function selectionsOf(stages: readonly Stage[]): Stage[] {
  const selections = stages.filter(({ kind }) => kind === "select");
  const isCuration = stages.some(({ kind }) => kind === "import");
  return isCuration ? selections : selections.filter(({ name }) => name.startsWith(synthesis));
}

/** A pipeline estimates the same rule over labelled rows; a curation the selection itself. */
function estimateOf(
  store: Store,
  stages: readonly Stage[],
  selection: Stage,
): { readonly estimate: CellEstimate | null; readonly coverage: Coverage | null } {
  const isOwn = (stage: Stage): boolean =>
    inputOf(stage, "selection") === selection.id || `${synthesis}${stage.name}` === selection.name;
  const stage = stages.find((one) => one.kind === "estimate" && isOwn(one));
  const stored = stage && (readEstimate(store, stage.id) as SelectionEstimate | undefined);
  return stored ?? { estimate: null, coverage: null };
}

const figuresOf = (estimate: CellEstimate): CellFigures => ({
  phi: estimate.phi.estimate,
  psi: estimate.psi.estimate,
  pstar: estimate.pstar,
  keptPrecision: estimate.keptPrecision,
  probabilityMajorityCorrect: estimate.probabilityMajorityCorrect,
  probabilityCleaner: estimate.probabilityCleaner,
  labels: estimate.labels,
  inputs: estimate.inputs,
  verdict: estimate.verdict.kind,
  verdictText: estimate.verdict.text,
});
