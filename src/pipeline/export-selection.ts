import { createHash } from "node:crypto";
import { relative } from "node:path";
import { canonicalJson } from "../canonical-json.ts";
import type { CardOptions, ExportOptions } from "../config/index.ts";
import type { CuratedInput } from "../datasets/curated.ts";
import { type ExportResult, exportDataset } from "../datasets/export/export.ts";
import type { Message } from "../datasets/record.ts";
import { argsort } from "../metrics/argsort.ts";
import {
  beginStage,
  completeStage,
  listStages,
  parseId,
  positionOf,
  publicId,
  readCandidate,
  readGroups,
  readScores,
  readSelection,
  readStage,
  rowId,
  runsOfStage,
  type Stage,
  type Store,
} from "../store/index.ts";
import { cardOfSelection } from "./card-of-selection.ts";
import { verifierOf } from "./stages/verify.ts";

export interface SelectionExport extends Omit<ExportOptions, "folder"> {
  /** Absolute. */
  readonly folder: string;
  readonly card: CardOptions;
  readonly seed: number;
  /** What repeats it, for the card. */
  readonly command: string;
}

/** What an export wrote, and the stage that says so. */
export interface Exported extends ExportResult {
  readonly id: string;
  readonly format: string;
}

/**
 * Writes a selection of any run for a trainer, with its card and its provenance, and enters that in the store.
 *
 * @throws PstarError (exit code 2) when there is no such selection; or as `exportDataset` does
 */
export async function exportSelection(
  store: Store,
  selectionId: number,
  options: SelectionExport,
): Promise<Exported> {
  const { card, folder, command, format, file, validation, system, seed } = options;
  const selected = selectedRows(store, selectionId);
  const result = await exportDataset(curatedInputs(store, selected), {
    ...{ folder, format, file, validation, seed },
    ...(system !== undefined && { system }),
    card: cardOfSelection(store, selected.selection, selected.run, { card, command }),
    database: relative(folder, store.path),
    provenance: provenanceOf(store, selected),
  });
  return { id: enter(store, selected, options, result), format, ...result };
}

interface SelectedRows {
  readonly selection: Stage;
  readonly run: number;
  readonly candidates: number;
  readonly reason: Uint8Array;
  readonly reasons: readonly string[];
  /** Scores of every verifier of the run that saw the candidates. */
  readonly scores: readonly { readonly verifier: string; readonly values: Float64Array }[];
  /** Those that ranked; NaN each where nothing was verified. */
  readonly ranking: Float64Array;
}

function selectedRows(store: Store, selectionId: number): SelectedRows {
  const { candidateStage: candidates, reason, reasons } = readSelection(store, selectionId);
  const selection = readStage(store, selectionId);
  const run = runsOfStage(store, selectionId).at(-1)!;
  const scores = listStages(store, run)
    .filter((stage) => stage.kind === "verify" && inputOf(stage, "candidates") === candidates)
    .map((stage) => ({ verifier: verifierOf(stage), values: readScores(store, stage.id).score }));
  const rankedBy = inputOf(selection, "scores");
  const ranking =
    rankedBy === undefined
      ? new Float64Array(reason.length).fill(Number.NaN)
      : readScores(store, rankedBy).score;
  return { selection, run, candidates, reason, reasons, scores, ranking };
}

const inputOf = ({ inputs }: Stage, role: string): number | undefined =>
  inputs.find((input) => input.role === role)?.stageId;

/** Every input that keeps a candidate, with all its candidates, in the order of inputs. */
function* curatedInputs(store: Store, rows: SelectedRows): Generator<CuratedInput> {
  const { candidates, reason, ranking } = rows;
  const groups = readGroups(store, candidates);
  const order = argsort(Float64Array.from(groups));
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && groups[order[end]!] === groups[order[start]!]) end++;
    const positions = order.subarray(start, end);
    if (positions.every((position) => reason[position] !== 0)) continue;
    const stored = Array.from(positions, (position) => readCandidate(store, rowId(candidates, position)));
    const [{ example, exampleId }] = stored as [(typeof stored)[number]];
    yield {
      id: publicId("example", exampleId),
      input: example.format === "chat" ? (JSON.parse(example.input) as Message[]) : example.input,
      candidates: stored.map(({ id, position, sourceId, output }) => ({
        id: publicId("candidate", id),
        sourceId,
        output: output ?? "",
        score: ranking[position]!,
        kept: reason[position] === 0,
      })),
    };
  }
}

/** What the sidecar says of a candidate: every verifier's score, and what became of it. */
function provenanceOf(store: Store, { candidates, scores, reason, reasons, selection }: SelectedRows) {
  const first = rowId(candidates, 0);
  return (id: string): Record<string, unknown> => {
    const place = candidatePosition(id);
    const { sourceLine, sample, exampleId } = readCandidate(store, first + place);
    return {
      example: publicId("example", exampleId),
      sample,
      ...(sourceLine !== null && { line: sourceLine }),
      scores: Object.fromEntries(scores.map(({ verifier, values }) => [verifier, finite(values[place]!)])),
      selection: publicId("stage", selection.id),
      ...(reason[place] !== 0 && { dropped: reasons[reason[place]!] }),
    };
  };
}

/** @param id `c4-120` */
function candidatePosition(id: string): number {
  const parsed = parseId(id);
  if (parsed.kind !== "candidate") throw new Error(`${id} is no candidate`);
  return positionOf(parsed.id);
}

const finite = (score: number): number | null => (Number.isFinite(score) ? score : null);

/** Enters an export in the store, as a stage made from the selection. */
function enter(
  store: Store,
  { selection, run }: SelectedRows,
  { folder, format, file, validation, system, seed }: SelectionExport,
  { data, leftOut }: ExportResult,
): string {
  const options = { folder, format, file, validation, system, seed, data };
  const key = createHash("sha256")
    .update(canonicalJson({ selection: selection.key, options }))
    .digest("hex");
  const inputs = [{ role: "selection", stageId: selection.id }];
  const begun = beginStage(store, {
    key,
    kind: "export",
    name: format,
    version: 1,
    options,
    inputs,
    runId: run,
  });
  const kept = data.reduce((rows, part) => rows + part.rows, 0);
  const rejected = Object.values(leftOut).reduce((rows, more) => rows + more, 0);
  if (begun.status !== "done") {
    const books = { input: kept + rejected, kept, rejected, failed: 0 };
    completeStage(store, begun.id, { ...books, seconds: 0, summary: { folder, data, leftOut } });
  }
  return publicId("stage", begun.id);
}
