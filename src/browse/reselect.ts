import { PstarError } from "../errors.ts";
import { deriveSeed } from "../random/seed.ts";
import { listStages, publicId, type Run, readRun, type Stage, type Store } from "../store/index.ts";
import type { Browser, SetColumns } from "./browser.ts";
import { planSets, type SetPlan } from "./columns/plan.ts";
import { labelledSet } from "./labelled-set.ts";
import { estimatedCandidates } from "./labels-now.ts";
import { preparedFor } from "./prepared.ts";
import type { RankedRows } from "./ranked-rows.ts";
import type { Reselection } from "./row.ts";
import { type KeptShare, keptShare } from "./share.ts";
import { shareChange } from "./share-change.ts";
import { estimateRule, estimateShare } from "./share-estimate.ts";
import { rowSummaries } from "./summary.ts";

export interface ReselectQuestion {
  readonly run: number;
  /** A candidates' stage. */
  readonly stage: number;
  readonly verifier: string;
  readonly selector: Reselection["selector"];
  /** In (0, 1]. */
  readonly fraction: number;
  /** Stage id of a stored selection of the same candidates to compare with. */
  readonly against?: number;
}

/** Rows of each kind of change that are shown. */
const shownChanges = 20;

/**
 * What keeping another share would do: nothing is scored or generated again, nothing is written.
 *
 * With a stored selection's verifier, selector and share the same rows are kept, and the same is estimated for as long as
 * nobody has labelled more. A stored selection may have dropped duplicates and the like from its share, which hangs on
 * texts: a share is compared with what it was before that.
 *
 * @throws PstarError (exit code 2) where the run has no such candidates, verifier or selection, or the share is none
 */
export async function reselect(
  browser: Browser,
  store: Store,
  question: ReselectQuestion,
): Promise<Reselection> {
  const { stage, verifier, selector, fraction } = question;
  requireShare(fraction);
  const asked: Asked = {
    ...{ browser, store, question },
    run: readRun(store, question.run),
    stages: listStages(store, question.run),
    plans: planSets(store, question.run),
  };
  const set = await cutSet(asked, stage);
  if (set === null) throw unknownVerifier(verifier, store);
  const { columns, scores, share } = set;
  return {
    ...{ verifier, selector, fraction, rows: columns.rows, kept: share.kept },
    threshold: share.last < 0 ? null : Math.min(scores[share.last]!, Number.MAX_VALUE),
    estimate: await estimateOf(asked, set),
    change: question.against === undefined ? null : changeOf(asked, set, question.against),
  };
}

interface Asked {
  readonly browser: Browser;
  readonly store: Store;
  readonly question: ReselectQuestion;
  readonly run: Run;
  readonly stages: readonly Stage[];
  readonly plans: readonly SetPlan[];
}

/** A set and what the share asked for keeps of it. */
interface CutSet {
  readonly plan: SetPlan;
  readonly columns: SetColumns;
  readonly scores: Float64Array;
  readonly ranked: RankedRows;
  readonly share: KeptShare;
}

/** Null where the verifier has not scored the set. */
async function cutSet(
  { browser, question, run, stages, plans }: Asked,
  stage: number,
): Promise<CutSet | null> {
  const columns = await browser.columns(question.run, stage);
  const scores = columns.scores.get(question.verifier);
  const plan = plans.find((one) => one.stage === stage);
  if (scores === undefined || plan === undefined) return null;
  const seed = selectionSeed(run, stages);
  const ranked = preparedFor(browser).ranking(stage, question.verifier, scores, seed);
  return { plan, columns, scores, ranked, share: keptShare(ranked, columns.group, question) };
}

/** What breaks ties between equal scores in the run's own selections. */
function selectionSeed({ seed }: Run, stages: readonly Stage[]): number {
  return stages.some(({ kind }) => kind === "import") ? seed : deriveSeed(seed, "select");
}

/** From the same rule on the candidates that the run's estimates rest on; null where nothing of them is known. */
async function estimateOf(asked: Asked, set: CutSet): Promise<Reselection["estimate"]> {
  const { browser, store, question, run, stages } = asked;
  const candidates = estimatedCandidates(stages);
  if (candidates === undefined) return null;
  const labelled = candidates === question.stage ? set : await cutSet(asked, candidates);
  if (labelled === null) return null;
  const { plan, columns, share } = labelled;
  const rule = estimateRule(run, stages);
  const prepared = preparedFor(browser);
  const key = JSON.stringify([run.id, candidates, plan.fingerprint, columns.rows, question.verifier]);
  const known = prepared.labelled(store, key, () =>
    labelledSet(store, stages, candidates, columns, question.verifier, rule.threshold),
  );
  if (known === null) return null;
  const kinds = await prepared.kinds(store, plan, columns.group);
  return estimateShare(rule, known, share, kinds, columns.group);
}

function changeOf(
  { store }: Asked,
  { plan, columns, ranked, share: { isKept } }: CutSet,
  against: number,
): Reselection["change"] {
  const selection = publicId("stage", against);
  const reason = columns.reasons.get(selection);
  if (reason === undefined) {
    throw new PstarError(`${selection} is no selection of ${publicId("stage", plan.stage)}`, {
      exitCode: 2,
      where: store.path,
      remedy: `compare with ${[...columns.reasons.keys()].join(", ") || "nothing: it has none"}`,
    });
  }
  const { entering, leaving, ...counts } = shareChange(reason, isKept, ranked.order, shownChanges);
  return {
    selection,
    ...counts,
    entering: rowSummaries(store, plan, entering, against),
    leaving: rowSummaries(store, plan, leaving, against),
  };
}

function requireShare(fraction: number): void {
  if (fraction > 0 && fraction <= 1) return;
  throw new PstarError(`a share of ${fraction}`, { exitCode: 2, remedy: "keep more than 0, and 1 at most" });
}

function unknownVerifier(verifier: string, { path }: Store): PstarError {
  return new PstarError(`there are no scores of "${verifier}" here`, {
    exitCode: 2,
    where: path,
    remedy: "choose one of the set's verifiers",
  });
}
