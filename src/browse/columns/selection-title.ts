import { unverified } from "../../pipeline/stages/select.ts";
import type { SelectionRule } from "../../store/index.ts";

/** A selection in a few words: `oracle, best of each input, 12.5 %`. @param options of its stage */
export function selectionTitle(
  { verifier, selector, fraction }: Omit<SelectionRule, "candidateStage">,
  options: unknown,
): string {
  const { selector: rule, thinning } = options as {
    readonly selector?: { readonly threshold?: number };
    readonly thinning?: object;
  };
  const words = selector === "threshold" ? `at least ${rule?.threshold}` : bestOf[selector];
  const isThinned = thinning !== undefined && Object.keys(thinning).length > 0;
  return [
    verifier === unverified ? "unverified" : verifier,
    words ?? "all",
    ...(words !== undefined && selector in bestOf ? [`${Number((100 * fraction).toPrecision(6))} %`] : []),
    ...(isThinned ? ["thinned"] : []),
  ].join(", ");
}

const bestOf: Readonly<Record<string, string>> = {
  "top-share": "best of all",
  "best-of-n": "best of each input",
  "per-stratum": "best of each kind",
};
