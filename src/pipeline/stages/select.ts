import type { PlannedCell } from "../../config/index.ts";
import { PstarError } from "../../errors.ts";
import { type SelectorOptions, select } from "../../selectors/index.ts";
import { reasonCode, reasons, type ScoredCandidates } from "../../selectors/selector.ts";
import { thin } from "../../selectors/thin.ts";
import type { ThinningContext } from "../../selectors/thinning/context.ts";
import type { ThinningOptions } from "../../selectors/thinning/options.ts";
import {
  countCandidates,
  failedCandidates,
  readCandidate,
  readExamples,
  readField,
  readGroups,
  readScores,
  rowId,
  type ScoreColumns,
  type Store,
  stageOf,
  writeSelection,
} from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import { defineStage, type Stage, type StageContext } from "../stage.ts";

/** The name of the verifier of a cell where nothing is verified. */
export const unverified = "none";

/** No selector keeps what was never answered. */
const unanswered = reasonCode("never answered");

/** What becomes of the selected rows, and what that needs to know of them. */
export interface Thinning {
  readonly options: ThinningOptions;
  /** Scores of the verifiers that `options.require` names. */
  readonly rules: ReadonlyMap<string, Stage>;
  /** The field that holds a candidate's kind, for shares per kind. */
  readonly group: string | null;
}

/**
 * Which candidates one verifier and selector keep.
 *
 * @param scores undefined where nothing is verified
 * @param stratum tells kinds of input apart, where they are not a field of the candidates
 */
export function selectStage(
  split: string,
  { verifier, selector }: PlannedCell,
  candidates: Stage,
  scores: Stage | undefined,
  seed: number,
  { thinning, stratum }: { readonly thinning?: Thinning; readonly stratum?: Task["stratum"] },
): Stage {
  const kinds = selector.kind === "per-stratum" ? stratum : undefined;
  return defineStage({
    kind: "select",
    name: `${split} by ${cellName({ verifier, selector })}`,
    version: 1,
    options: {
      selector,
      seed,
      ...(thinning && { thinning: thinning.options, group: thinning.group }),
    },
    inputs: [
      { role: "candidates", stage: candidates },
      ...(scores === undefined ? [] : [{ role: "scores", stage: scores }]),
      ...[...(thinning?.rules ?? [])].map(([rule, stage]) => ({ role: ruleRole(rule), stage })),
    ],
    rows: candidates.rows,
    unit: "rows",
    resource: "main",
    async work(context) {
      const { store, stageId, input } = context;
      const strata = kinds
        ? strataOfExamples(store, input("candidates"), kinds)
        : strataOfField(store, input("candidates"), thinning?.group ?? null);
      const columns = scoredCandidates(context, scores !== undefined, strata);
      const chosen = select(selector, columns, seed);
      for (const position of failedCandidates(store, input("candidates")))
        chosen.reason[position] = unanswered;
      const { reason } = thinning
        ? thin(chosen, columns, thinningContext(context, thinning), thinning.options, seed)
        : chosen;
      const kept = reason.reduce((rows, code) => rows + Number(code === 0), 0);
      const fraction = "fraction" in selector ? selector.fraction : kept / Math.max(1, reason.length);
      writeSelection(
        store,
        stageId,
        {
          candidateStage: input("candidates"),
          verifier: verifier ?? unverified,
          selector: selector.kind,
          fraction,
        },
        { reason, reasons },
      );
      return { input: reason.length, kept, rejected: reason.length - kept, failed: 0 };
    },
  });
}

/** The role of a required rule's scores among a selection's inputs. */
export const ruleRole = (rule: string): string => `rule ${rule}`;

function scoredCandidates(
  { store, input }: StageContext,
  verified: boolean,
  stratum: Int32Array | undefined,
): ScoredCandidates {
  const stage = input("candidates");
  const scores = verified
    ? readScores(store, input("scores")).score
    : new Float64Array(countCandidates(store, stage));
  return {
    scores,
    ids: Int32Array.from(scores.keys()),
    group: readGroups(store, stage),
    // Verifiers score a malformed output, and nothing else, −∞.
    malformed: Uint8Array.from(scores, (score) => Number(score === Number.NEGATIVE_INFINITY)),
    ...(stratum && { stratum }),
  };
}

function strataOfField(store: Store, candidates: number, field: string | null): Int32Array | undefined {
  return field === null ? undefined : codesOf(readField(store, candidates, field));
}

function strataOfExamples(store: Store, candidates: number, stratum: Task["stratum"]): Int32Array {
  const { exampleId } = readCandidate(store, rowId(candidates, 0));
  const kinds = codesOf(Array.from(readExamples(store, stageOf(exampleId)), stratum));
  return readGroups(store, candidates).map((example) => kinds[example]!);
}

function codesOf(values: readonly (string | number | null)[]): Int32Array {
  const codes = new Map<string | number, number>();
  return Int32Array.from(values, (value) => {
    if (value === null) return -1;
    const code = codes.get(value) ?? codes.size;
    codes.set(value, code);
    return code;
  });
}

/** Reads what thinning asks about a candidate, a row at a time. */
function thinningContext({ store, input }: StageContext, { options, rules }: Thinning): ThinningContext {
  const stage = input("candidates");
  const passes = new Map(
    [...rules.keys()].map((rule) => [rule, decisions(rule, readScores(store, input(ruleRole(rule))))]),
  );
  const capped = options.cap?.per.startsWith("field:") ? options.cap.per.slice("field:".length) : null;
  const fields = capped === null ? [] : readField(store, stage, capped);
  const row = (position: number) => readCandidate(store, rowId(stage, position));
  return {
    outputOf: (position) => row(position).output ?? "",
    inputOf: (position) => row(position).example.input,
    fieldOf: (position) => {
      const value = fields[position];
      return value === null || value === undefined ? null : String(value);
    },
    passes: (position, rule) => passes.get(rule)?.[position] === 1,
  };
}

/** @throws PstarError (exit code 2) where the rule leaves every row to a selector */
function decisions(rule: string, { score, keep }: ScoreColumns): Int8Array {
  if (keep.some((word) => word !== -1) || score.every(Number.isNaN)) return keep;
  throw new PstarError(`rule "${rule}" only scores: it keeps and drops nothing`, {
    exitCode: 2,
    where: "select.require",
    remedy: "give it bounds, or select by it",
  });
}

/** E.g. `oracle best-of-n 0.125`. */
export function cellName({ verifier, selector }: PlannedCell): string {
  return [verifier ?? unverified, ...(verifier === null ? [] : [selector.kind, settingOf(selector)])].join(
    " ",
  );
}

function settingOf(selector: SelectorOptions): string {
  if ("fraction" in selector) return String(selector.fraction);
  return "threshold" in selector ? String(selector.threshold) : "";
}
