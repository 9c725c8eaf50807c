import type { RunInspection } from "../../inspect/index.ts";

/** A verifier's place among the looks, the same in every drawing of a run. */
export function looksOf({ verifiers, cells }: RunInspection): (verifier: string) => number {
  const names = [
    ...new Set([...verifiers.map(({ name }) => name), ...cells.map(({ verifier }) => verifier)]),
  ];
  return (verifier) => Math.max(0, names.indexOf(verifier));
}
