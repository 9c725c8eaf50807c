import { PstarError } from "../errors.ts";

/** The fate of each candidate, with its reasons in words: a selection as it is stored. */
export interface ExplainedSelection {
  /** Place in `reasons` for each candidate, 0 = kept. */
  readonly reason: Uint8Array;
  readonly reasons: readonly string[];
}

export interface SelectionDifference {
  /** Candidates kept by both. */
  readonly both: number;
  /** Places of the candidates that only the first keeps, ascending. */
  readonly onlyA: Int32Array;
  /** Places of the candidates that only the second keeps, ascending. */
  readonly onlyB: Int32Array;
  /** Candidates kept by neither. */
  readonly neither: number;
  /** Why the second drops what only the first keeps, most frequent first. */
  readonly left: readonly ReasonCount[];
  /** Why the first drops what only the second keeps, most frequent first. */
  readonly entered: readonly ReasonCount[];
}

export interface ReasonCount {
  readonly reason: string;
  readonly rows: number;
}

/**
 * What changes from one selection to another of the same candidates.
 * both + neither + the lengths of onlyA and onlyB is the number of candidates.
 *
 * @throws PstarError where the two are of different numbers of candidates
 */
export function selectionDifference(a: ExplainedSelection, b: ExplainedSelection): SelectionDifference {
  const total = a.reason.length;
  if (b.reason.length !== total) {
    throw new PstarError(`one selection is of ${total} candidates, the other of ${b.reason.length}`, {
      exitCode: 2,
      remedy: "compare two selections of the same candidates",
    });
  }
  const places = Int32Array.from(a.reason, (_, place) => place);
  const onlyA = places.filter((i) => a.reason[i] === 0 && b.reason[i] !== 0);
  const onlyB = places.filter((i) => a.reason[i] !== 0 && b.reason[i] === 0);
  const keptByA = a.reason.reduce((kept, code) => kept + Number(code === 0), 0);
  const both = keptByA - onlyA.length;
  return {
    both,
    onlyA,
    onlyB,
    neither: total - keptByA - onlyB.length,
    left: countReasons(onlyA, b),
    entered: countReasons(onlyB, a),
  };
}

function countReasons(rows: Int32Array, { reason, reasons }: ExplainedSelection): ReasonCount[] {
  const counts = new Float64Array(reasons.length);
  for (const row of rows) counts[reason[row]]++;
  return reasons
    .map((text, code) => ({ reason: text, rows: counts[code] }))
    .filter(({ rows }) => rows > 0)
    .sort((x, y) => y.rows - x.rows);
}
