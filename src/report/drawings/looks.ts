import type { RunInspection } from "../../inspect/index.ts";
import { unverified } from "./words.ts";

/** The look of text, for models that no verifier had a part in. */
export const plainLook = 4;

/** A verifier's place among the looks, the same in every drawing of a run and in the page: that in the order of the file. */
export function looksOf({ verifiers, cells }: RunInspection): (verifier: string) => number {
  const all = [...verifiers.map(({ name }) => name), ...cells.map(({ verifier }) => verifier)];
  const names = [...new Set(all)].filter((name) => name !== unverified);
  return (verifier) =>
    verifier === unverified ? Math.max(plainLook, names.length) : names.indexOf(verifier);
}
