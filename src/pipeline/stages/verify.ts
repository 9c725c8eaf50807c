import { availableParallelism } from "node:os";
import type { NamedVerifier } from "../../config/index.ts";
import type { Message } from "../../datasets/record.ts";
import { type LikelihoodModel, likelihoodModel } from "../../nn/decoding/likelihood.ts";
import { readModelFolder } from "../../nn/model-folder.ts";
import { deriveSeed } from "../../random/seed.ts";
import {
  countCandidates,
  positionOf,
  readCandidates,
  readScores,
  type ScoreRow,
  type Store,
  type StoredCandidate,
  type Stage as StoredStage,
  writeScores,
} from "../../store/index.ts";
import type { Codec, Judge } from "../../tasks/task.ts";
import {
  createVerifier,
  fingerprintVerifier,
  scoresAtMost,
  verifierIdentity,
  verifierMayRecover,
} from "../../verifiers/index.ts";
import type { Likelihood, Score, Verifier, VerifierItem } from "../../verifiers/verifier.ts";
import { type AttemptOf, firstAttempt } from "../attempts.ts";
import { nextTurn } from "../next-turn.ts";
import { defineRetriable, type Stage, type StageContext, type StageOutcome } from "../stage.ts";
import { modelFolderOf } from "./train.ts";

/** The model that a verifier asks. */
export interface Peer {
  readonly training: Stage;
  readonly codec: Codec;
}

/**
 * One verifier's scores of a stage's candidates.
 *
 * @param where.folder that paths in the verifier's options start from
 * @param where.reference the field that holds a row's own reference, where that is not its example's
 */
export function verifyStage(
  split: string,
  judge: Judge,
  verifier: NamedVerifier,
  candidates: Stage,
  seed: number,
  where: {
    readonly peer?: Peer | undefined;
    readonly folder?: string;
    readonly reference?: string | null;
    readonly attemptOf?: AttemptOf;
  } = {},
): Stage {
  const { name } = verifier;
  const { peer, folder = ".", reference = null, attemptOf = firstAttempt } = where;
  const outside = fingerprintVerifier(verifier, folder);
  const stage: Parameters<typeof defineRetriable>[0] = {
    kind: "verify",
    name: `${split} by ${name}`,
    version: 1,
    options: { verifier: verifierIdentity(verifier), seed, ...(outside !== undefined && { outside }) },
    inputs: [
      { role: "candidates", stage: candidates },
      ...(peer === undefined ? [] : [{ role: "peer", stage: peer.training }]),
    ],
    rows: candidates.rows,
    unit: "rows",
    resource: "main",
    ...costOf(verifier, candidates),
    async work(context) {
      const model = peer && (await loadPeer(modelFolderOf(context.store, context.input("peer"))));
      const made = createVerifier(name, verifier, {
        task: judge,
        folder,
        endpoint: context.endpoint,
        threads: availableParallelism(),
        ...(peer && model && { logLikelihood: (items) => logLikelihood(model, peer.codec, items) }),
      });
      try {
        const item = (row: StoredCandidate): VerifierItem => verifierItem(row, seed, reference);
        const books = await score(context, made, item);
        return { ...books, summary: { verifier: name, ...made.summary?.() } };
      } finally {
        await made.release();
        await model?.release();
      }
    },
  };
  return defineRetriable(stage, verifierMayRecover(verifier) ? attemptOf : firstAttempt);
}

/** An answer's length, where it is not known, in bytes: of a text of some sentences. */
const answerBytes = 1000;

/** What scoring may cost, where requests are sent. */
function costOf(verifier: NamedVerifier, { rows }: Stage): Pick<Stage, "atMost"> | undefined {
  if (rows === null || scoresAtMost(verifier, { count: 0, meanBytes: 0 }) === undefined) return undefined;
  return {
    atMost: (meanBytes) => scoresAtMost(verifier, { count: rows, meanBytes: meanBytes + answerBytes })!,
  };
}

/** The verifier of a stage of kind `verify`, whose name also says whose rows it scored: stages of before have that alone. */
export function verifierOf({ name, summary }: StoredStage): string {
  const said = summary as { readonly verifier: string } | null;
  return said?.verifier ?? name.slice(name.lastIndexOf(" by ") + " by ".length);
}

async function score(
  { store, stageId, committed, input, signal, report }: StageContext,
  verifier: Verifier,
  item: (row: StoredCandidate) => VerifierItem,
): Promise<StageOutcome> {
  const stage = input("candidates");
  const total = countCandidates(store, stage);
  // Who sums up speaks of all rows, so it sees them all again: what it was answered before is kept.
  const first = verifier.summary === undefined ? committed : 0;
  const together = verifier.rowsTogether;
  for (let start = first; start < total; start += together) {
    signal.throwIfAborted();
    const rows = [...readCandidates(store, stage, start, Math.min(start + together, total))];
    const answered = rows.filter(({ output }) => output !== null);
    const scores = (await verifier.score(answered.map(item))).values();
    const words = rows.map(({ output, error }) =>
      output === null ? { error: `not answered: ${error}` } : scoreRow(scores.next().value!),
    );
    writeScores(store, stageId, stage, start, words);
    report(start + rows.length);
    await nextTurn();
  }
  const { score } = readScores(store, stageId);
  const failed = score.filter(Number.isNaN).length;
  const rejected = score.filter((value) => value === Number.NEGATIVE_INFINITY).length;
  return { input: total, kept: total - failed - rejected, rejected, failed };
}

/** The rows of a stage of candidates that a verifier is shown: neither those that failed nor malformed ones. */
export function* shownRows(store: Store, candidates: number, judge: Judge): Generator<StoredCandidate> {
  for (const row of readCandidates(store, candidates)) {
    if (row.output !== null && judge.wellFormed(row.output)) yield row;
  }
}

/** A candidate as a verifier sees it. @param seed of the stage */
export function verifierItem(
  { exampleId, position, example, output, ...row }: StoredCandidate,
  seed: number,
  reference: string | null = null,
): VerifierItem {
  const own = reference === null ? undefined : row.fields[reference];
  return {
    example: { input: wordsOf(example), reference: typeof own === "string" ? own : example.reference },
    output: output ?? "",
    tokens: row.tokens,
    logProbability: row.logProbability,
    tokenCount: row.tokenLogProbabilities?.length ?? row.tokens?.length ?? null,
    fields: row.fields,
    seed: deriveSeed(seed, "candidate", position),
    exampleSeed: deriveSeed(seed, "example", positionOf(exampleId)),
  };
}

/** What was asked, as a text: of a chat what was said, and not who said it. */
function wordsOf({ input, format }: StoredCandidate["example"]): string {
  if (format === "text") return input;
  return (JSON.parse(input) as Message[]).map(({ content }) => content).join("\n");
}

function scoreRow({ score, keep, error }: Score): ScoreRow {
  if (Number.isNaN(score)) return { error: error ?? "the verifier has nothing to judge this candidate by" };
  return keep === undefined ? { score } : { score, keep };
}

function loadPeer(folder: string): Promise<LikelihoodModel> {
  const { config, weights } = readModelFolder(folder);
  return likelihoodModel(config, weights, 1);
}

async function logLikelihood(
  model: LikelihoodModel,
  codec: Codec,
  items: readonly VerifierItem[],
): Promise<Likelihood[]> {
  const { sourceLength, targetLength, padToken } = codec;
  const tokens = new Int32Array(items.length * sourceLength);
  const targets = new Int32Array(items.length * targetLength);
  items.forEach((item, row) => {
    tokens.set(codec.encodeInput(item.example.input), row * sourceLength);
    const target = item.tokens ?? codec.encodeOutput(item.output);
    if (padToken !== undefined) targets.fill(padToken, row * targetLength, (row + 1) * targetLength);
    targets.set(target, row * targetLength);
  });
  const values = await model.logLikelihoods({ tokens, rows: items.length }, targets);
  return Array.from(values, (value, row) => {
    const target = targets.subarray(row * targetLength, (row + 1) * targetLength);
    return { value, tokens: target.reduce((count, token) => count + Number(token !== padToken), 0) };
  });
}
