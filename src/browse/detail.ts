import { NO_GROUP } from "../datasets/columns.ts";
import { PstarError } from "../errors.ts";
import {
  byHand,
  type CandidateLabel,
  type CandidateScore,
  fatesOf,
  labelsOf,
  publicId,
  readCandidate,
  readHandLabel,
  readSelectionRule,
  runsOfStage,
  type Store,
  type StoredCandidate,
  scoresOf,
  siblingsOf,
  stageOf,
} from "../store/index.ts";
import { selectionTitle } from "./columns/selection-title.ts";
import { type ComparedText, comparedText, sharedSpans } from "./overlap.ts";
import type { DetailedCandidate, Overlap, RowDetail, RowFate, RowLabel, RowScore, Shown } from "./row.ts";
import { type RunFacts, runFacts, scoringStages } from "./run-facts.ts";
import { shownAnswer, shownInput, type TextKinds } from "./shown.ts";

/** Candidates of one input that are shown beside each other. */
const mostSiblings = 64;

/**
 * One candidate, whole, with the others that its stage made of the same input.
 *
 * @param candidate its row id
 * @throws PstarError (exit code 2) where there is no such candidate in the run
 */
export function rowDetail(store: Store, run: number, candidate: number): RowDetail {
  return store.read(() => {
    const row = readCandidate(store, candidate);
    const stage = stageOf(candidate);
    if (!runsOfStage(store, stage).includes(run)) {
      throw new PstarError(`${publicId("candidate", candidate)} is not of run ${publicId("run", run)}`, {
        exitCode: 2,
        where: store.path,
        remedy: "`pstar trace` says which runs it is of",
      });
    }
    const facts = runFacts(store, run);
    const kinds = { task: facts.task?.name ?? null, format: row.example.format };
    const input = shownInput(row.example.input, kinds);
    const reference = shownReference(row, facts, kinds);
    const { ids, total } = siblingsOf(store, candidate, mostSiblings);
    const judged = judgements(store, facts, stage);
    const compared = { input: asCompared(input), reference: asCompared(reference) };
    return {
      id: publicId("candidate", candidate),
      stage: publicId("stage", stage),
      example: publicId("example", row.exampleId),
      input,
      reference,
      stratum: kindOf(row, facts),
      candidates: ids.map((id) => detailed(readCandidate(store, id), kinds, compared, judged)),
      candidatesInAll: total,
    };
  });
}

/** A row of a file may have another reference than its input was first seen with. */
function shownReference(
  { example, fields }: StoredCandidate,
  { mapping }: RunFacts,
  kinds: TextKinds,
): Shown | null {
  const field = mapping?.reference ?? null;
  const own = field === null ? null : fields[field];
  const text = typeof own === "string" ? own : example.reference;
  return text === "" ? null : shownAnswer(text, kinds);
}

function kindOf({ example, fields }: StoredCandidate, { task, mapping }: RunFacts): string | null {
  if (mapping === null) return task?.stratum(example) ?? example.stratum ?? null;
  return mapping.group === null ? null : String(fields[mapping.group] ?? NO_GROUP);
}

/** What the stages of the run say of a candidate. */
type Judgements = (candidate: number) => Pick<DetailedCandidate, "scores" | "labels" | "fates">;

function judgements(store: Store, { stages }: RunFacts, stage: number): Judgements {
  const scorers = scoringStages(stages, stage);
  const ofRun = new Map(stages.map((one) => [one.id, one]));
  const titles = new Map<number, string>();
  const titleOf = (selection: number): string => {
    const known =
      titles.get(selection) ??
      selectionTitle(readSelectionRule(store, selection)!, ofRun.get(selection)!.options);
    titles.set(selection, known);
    return known;
  };
  return (candidate) => ({
    scores: scoresOf(store, candidate, stage).flatMap((score): RowScore[] => {
      const verifier = scorers.get(score.stageId);
      return verifier === undefined ? [] : [{ verifier, ...rowScore(score) }];
    }),
    labels: [
      ...handLabel(store, candidate),
      ...distinct(labelsOf(store, candidate, stage).filter(({ stageId }) => ofRun.has(stageId))),
    ],
    fates: fatesOf(store, candidate, stage)
      .filter(({ stageId }) => ofRun.has(stageId))
      .map(
        ({ stageId, kept, reason }): RowFate => ({
          selection: publicId("stage", stageId),
          title: titleOf(stageId),
          kept: kept === 1,
          reason,
        }),
      ),
  });
}

function handLabel(store: Store, candidate: number): RowLabel[] {
  const given = readHandLabel(store, candidate);
  return given === undefined ? [] : [{ value: given.value, source: byHand, byHand: true }];
}

/** Stages hand labels on, from their candidates' file or from people: each is told once, by who gave it. */
function distinct(labels: readonly CandidateLabel[]): RowLabel[] {
  const given = new Map(labels.map(({ value, source }) => [source, { value, source, byHand: false }]));
  given.delete(byHand);
  return [...given.values()];
}

function rowScore({ score, keep, error }: CandidateScore): Omit<RowScore, "verifier"> {
  const said = { keep: keep === null ? null : keep === 1, error };
  if (score === null) return { score, state: "failed", ...said };
  if (score === -Infinity) return { score: null, state: "unparsed", ...said };
  return { score: Math.min(score, Number.MAX_VALUE), state: "scored", ...said };
}

function detailed(
  row: StoredCandidate,
  kinds: TextKinds,
  compared: Compared,
  judged: Judgements,
): DetailedCandidate {
  const { id, sample, error, logProbability, finishReason, cost, fields } = row;
  const output = row.output === null ? null : shownAnswer(row.output, kinds);
  return {
    id: publicId("candidate", id),
    ...{ sample, output, error, logProbability, finishReason, cost, fields },
    ...judged(id),
    overlap: overlapOf(output, compared),
  };
}

interface Compared {
  readonly input: ComparedText | null;
  readonly reference: ComparedText | null;
}

const asCompared = (shown: Shown | null): ComparedText | null =>
  shown?.kind === "text" ? comparedText(shown.text) : null;

function overlapOf(output: Shown | null, { input, reference }: Compared): Overlap {
  const shared = (other: ComparedText | null) =>
    output?.kind === "text" && other !== null ? sharedSpans(output.text, other) : { inText: [], inOther: [] };
  const [withInput, withReference] = [shared(input), shared(reference)];
  return {
    withInput: withInput.inText,
    withReference: withReference.inText,
    inInput: withInput.inOther,
    inReference: withReference.inOther,
  };
}
