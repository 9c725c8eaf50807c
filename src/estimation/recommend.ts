import type { Cut } from "./cuts.ts";
import type { CutEstimate } from "./intervals/method.ts";

/**
 * The largest cut at which p < p⋆, p⋆ > ½ and the kept precision asked for hold at the chosen certainty and no kind of
 * input is lost; its place, −1 where there is none.
 *
 * Taking the largest of many shares that pass a test is optimistic: with a hundred tries a useless verifier passes
 * somewhere. So the shares are tried by the fallback procedure (Wiens 2003; Wiens & Dmitrienko 2005): the error allowed,
 * 1 − certainty, is divided among the shares that the curve shows, and one that holds passes its part on to the next
 * larger, through the hundredths between and above, which have none of their own. The chance of recommending any share at which a
 * condition fails is then at most 1 − certainty, whatever the curve's shape and however the shares depend on each
 * other: a score may be at its worst at the very top, or say too little there, and still be recommended for more. What kinds a
 * cut loses is seen and not estimated, so it uses up none of the error allowed.
 *
 * @param isWide whether a cut, by its place, loses no kind of input that counts
 */
export function recommendCut(
  cuts: readonly Cut[],
  estimates: readonly CutEstimate[],
  { certainty, precision }: { certainty: number; precision: number | null },
  isWide: (cut: number) => boolean,
): number {
  const part = (1 - certainty) / cuts.filter(({ shown }) => shown).length;
  let allowed = 0;
  let best = -1;
  cuts.forEach(({ shown, kept }, c) => {
    if (shown) allowed += part;
    if (allowed === 0) return;
    if (kept === 0 || !holds(estimates[c], precision, allowed)) allowed = 0;
    else if (isWide(c)) best = c;
  });
  return best;
}

function holds(estimate: CutEstimate, precision: number | null, allowed: number): boolean {
  const { majority, cleaner, precise } = estimate.evidence(precision);
  // Parts that add up to 1 − certainty may end an ulp short of it.
  return Math.min(majority, cleaner, precise) >= 1 - allowed - 1e-12;
}
