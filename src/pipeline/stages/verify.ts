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
  type StoredCandidate,
  type Stage as StoredStage,
  writeScores,
} from "../../store/index.ts";
import type { Codec, Judge } from "../../tasks/task.ts";
import { createVerifier, fingerprintVerifier } from "../../verifiers/index.ts";
import type { Score, Verifier, VerifierItem } from "../../verifiers/verifier.ts";
import { nextTurn } from "../next-turn.ts";
import { defineStage, type Stage, type StageContext, type StageOutcome } from "../stage.ts";
import { modelFolderOf } from "./train.ts";

const batch = 1024;

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
  } = {},
): Stage {
  const { name, ...options } = verifier;
  const { peer, folder = ".", reference = null } = where;
  const outside = fingerprintVerifier(verifier, folder);
  return defineStage({
    kind: "verify",
    name: `${split} by ${name}`,
    version: 1,
    options: { verifier: options, seed, ...(outside !== undefined && { outside }) },
    inputs: [
      { role: "candidates", stage: candidates },
      ...(peer === undefined ? [] : [{ role: "peer", stage: peer.training }]),
    ],
    rows: candidates.rows,
    unit: "rows",
    resource: "main",
    async work(context) {
      const model = peer && (await loadPeer(modelFolderOf(context.store, context.input("peer"))));
      const made = createVerifier(name, verifier, {
        task: judge,
        folder,
        ...(peer && model && { logLikelihood: (items) => logLikelihood(model, peer.codec, items) }),
      });
      try {
        const item = (row: StoredCandidate): VerifierItem => itemOf(row, seed, reference);
        return { ...(await score(context, made, item)), summary: { verifier: name } };
      } finally {
        await model?.release();
      }
    },
  });
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
  for (let start = committed; start < total; start += batch) {
    signal.throwIfAborted();
    const rows = [...readCandidates(store, stage, start, Math.min(start + batch, total))];
    const scores = await verifier.score(rows.map(item));
    writeScores(store, stageId, stage, start, scores.map(scoreRow));
    report(start + rows.length);
    await nextTurn();
  }
  const { score } = readScores(store, stageId);
  const failed = score.filter(Number.isNaN).length;
  const rejected = score.filter((value) => value === Number.NEGATIVE_INFINITY).length;
  return { input: total, kept: total - failed - rejected, rejected, failed };
}

function itemOf(
  { exampleId, position, example, output, ...row }: StoredCandidate,
  seed: number,
  reference: string | null,
): VerifierItem {
  const own = reference === null ? undefined : row.fields[reference];
  return {
    example: { input: wordsOf(example), reference: typeof own === "string" ? own : example.reference },
    output: output ?? "",
    tokens: row.tokens,
    logProbability: row.logProbability,
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

function logLikelihood(model: LikelihoodModel, codec: Codec, items: readonly VerifierItem[]) {
  const { sourceLength, targetLength } = codec;
  const tokens = new Int32Array(items.length * sourceLength);
  const targets = new Int32Array(items.length * targetLength);
  items.forEach((item, row) => {
    tokens.set(codec.encodeInput(item.example.input), row * sourceLength);
    targets.set(item.tokens ?? codec.encodeOutput(item.output), row * targetLength);
  });
  return model.logLikelihoods({ tokens, rows: items.length }, targets);
}
