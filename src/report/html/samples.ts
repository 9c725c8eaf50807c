import { type DetailedCandidate, type RowDetail, rowDetail } from "../../browse/index.ts";
import type { InspectedCell, RunInspection } from "../../inspect/index.ts";
import { createRandom } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import { parseId, readGroups, readScores, readSelection, rowId, type Store } from "../../store/index.ts";
import { isVerified } from "./content.ts";

/** Rows that one choice of a verifier kept and rejected, by where they stand among its scores. */
export interface VerifierSample {
  readonly cell: InspectedCell;
  readonly seed: number;
  readonly bands: readonly SampleBand[];
}

export interface SampleBand {
  readonly kept: boolean;
  /** Why its rows were dropped; of kept ones `kept`. */
  readonly reason: string;
  /** `any`: drawn at random, where no row has a score. */
  readonly end: "highest" | "lowest" | "any";
  readonly rows: readonly SampledRow[];
}

export interface SampledRow {
  readonly detail: RowDetail;
  readonly candidate: DetailedCandidate;
}

/** Rows of a band. */
export const bandRows = 3;

/** A sample of each verifier's rows, by one of its choices: the one that promises most. The verdict's verifier comes first. */
export function samplesOf(store: Store, run: number, inspection: RunInspection): VerifierSample[] {
  const { cells, head } = inspection;
  const byVerifier = Map.groupBy(cells.filter(isVerified), ({ verifier }) => verifier);
  const chosen = [...byVerifier.values()].map((choices) =>
    mostPromising(choices, inspection.verdict.selection),
  );
  const isNamed = ({ selection }: InspectedCell): boolean => selection === inspection.verdict.selection;
  return chosen
    .toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)))
    .map((cell) => {
      const seed = deriveSeed(head.seed, "report sample", cell.selection);
      return { cell, seed: head.seed, bands: bandsOf(store, run, cell, inspection, seed) };
    });
}

/** The one that the verdict is about, else the highest p⋆. */
const mostPromising = (choices: readonly InspectedCell[], named: string | null): InspectedCell =>
  choices.find(({ selection }) => selection === named) ??
  choices.reduce((best, next) =>
    (next.estimate?.pstar.estimate ?? 0) > (best.estimate?.pstar.estimate ?? 0) ? next : best,
  );

function bandsOf(
  store: Store,
  run: number,
  cell: InspectedCell,
  { stages }: RunInspection,
  seed: number,
): SampleBand[] {
  const { candidateStage, reason, reasons } = readSelection(store, stageNumber(cell.selection));
  const inputs = stages.find(({ id }) => id === cell.selection)?.inputs ?? [];
  const scoring = inputs.find(({ role }) => role === "scores")?.stage;
  const unscored = new Float64Array(reason.length).fill(Number.NaN);
  const score = scoring === undefined ? unscored : readScores(store, stageNumber(scoring)).score;
  const group = readGroups(store, candidateStage);
  return bandPositions({ reason, score, group }, seed).map(({ code, end, positions }) => ({
    kept: code === 0,
    reason: reasons[code]!,
    end,
    rows: positions.map((position) => sampledRow(rowDetail(store, run, rowId(candidateStage, position)))),
  }));
}

const stageNumber = (id: string): number => {
  const parsed = parseId(id);
  if (parsed.kind !== "stage") throw new Error(`${id} is no stage`);
  return parsed.id;
};

const sampledRow = (detail: RowDetail): SampledRow => ({
  detail,
  candidate: detail.candidates.find(({ id }) => id === detail.id)!,
});

/** Columns of the candidates a selection chose among. */
export interface ChosenAmong {
  /** 0 = kept, else the code of why not. */
  readonly reason: Uint8Array;
  readonly score: Float64Array;
  /** Input of each. */
  readonly group: Int32Array;
}

interface PlacedBand {
  readonly code: number;
  readonly end: SampleBand["end"];
  readonly positions: readonly number[];
}

/**
 * The highest and the lowest scores of the kept and of the commonest reason to drop, and the highest of each other reason;
 * rows of different inputs, and no row twice. Equal scores stand in an order drawn by `seed`.
 */
export function bandPositions(columns: ChosenAmong, seed: number): PlacedBand[] {
  const { reason, score } = columns;
  const random = createRandom(seed);
  const key = Float64Array.from(reason, () => random.uniform());
  const counts = new Map<number, number>();
  for (const code of reason) counts.set(code, (counts.get(code) ?? 0) + 1);
  const codes = [...counts.keys()].sort(
    (a, b) => Number(b === 0) - Number(a === 0) || counts.get(b)! - counts.get(a)!,
  );
  return codes.flatMap((code, place): PlacedBand[] => {
    const has = (i: number): boolean => reason[i] === code && Number.isFinite(score[i]);
    const highest = best(columns, has, (a, b) => score[b]! - score[a]! || key[a]! - key[b]!);
    if (highest.length === 0) {
      const any = best(
        columns,
        (i) => reason[i] === code,
        (a, b) => key[a]! - key[b]!,
      );
      return [{ code, end: "any", positions: any }];
    }
    if (place > 1) return [{ code, end: "highest", positions: highest }];
    const isOther = (i: number): boolean => has(i) && !highest.includes(i);
    const lowest = best(columns, isOther, (a, b) => score[a]! - score[b]! || key[a]! - key[b]!).reverse();
    const bands: PlacedBand[] = [{ code, end: "highest", positions: highest }];
    return lowest.length === 0 ? bands : [...bands, { code, end: "lowest", positions: lowest }];
  });
}

/** The first few positions by an order, at most one of an input. */
function best(
  { group }: ChosenAmong,
  isWanted: (position: number) => boolean,
  order: (a: number, b: number) => number,
): number[] {
  const found: number[] = [];
  for (let i = 0; i < group.length; i++) {
    if (!isWanted(i)) continue;
    if (found.length === bandRows && order(i, found.at(-1)!) > 0) continue;
    const same = found.findIndex((other) => group[other] === group[i]);
    if (same >= 0 && order(found[same]!, i) < 0) continue;
    if (same >= 0) found.splice(same, 1);
    found.push(i);
    found.sort(order);
    found.length = Math.min(found.length, bandRows);
  }
  return found;
}
