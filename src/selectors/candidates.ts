import { reasonCode, type ScoredCandidates } from "./selector.ts";

/** A selection that drops every candidate: those that cannot be ranked for their own reason, the rest for `reason`. */
export function dropped({ scores, malformed }: ScoredCandidates, reason: number): Uint8Array {
  const unparsed = reasonCode("malformed output");
  const unscored = reasonCode("could not be scored");
  const codes = new Uint8Array(scores.length);
  for (let i = 0; i < codes.length; i++) {
    codes[i] = malformed[i] === 1 ? unparsed : scores[i]! > -Infinity ? reason : unscored;
  }
  return codes;
}

/** Indices in [start, end) whose code is `reason`. */
export function rowsOf(codes: Uint8Array, reason: number, start: number, end: number): Int32Array {
  const rows = new Int32Array(end - start);
  let count = 0;
  for (let i = start; i < end; i++) if (codes[i] === reason) rows[count++] = i;
  return rows.subarray(0, count);
}
