import type { Coverage } from "./coverage.ts";

/** Kinds of input that a selection all but drops. */
export interface LostKinds {
  readonly kinds: Coverage["strata"];
  /** Their part of all inputs, in [0, 1]. */
  readonly share: number;
  /** Kinds in all. */
  readonly of: number;
}

/** Inputs of a kind that keeping at random would keep, from which keeping hardly any is no accident: e⁻³ = 5 %. */
const EXPECTED = 3;

/** Part of the share kept of all inputs, below which next to nothing of a kind is kept. */
const NEXT_TO_NOTHING = 0.1;

/**
 * The kinds of which a student would see next to nothing: less than a tenth of what is kept of all inputs, and not for
 * want of inputs.
 */
export function lostKinds({ strata, inputShare }: Pick<Coverage, "strata" | "inputShare">): LostKinds {
  const kinds = strata.filter(
    ({ inputs, share }) => share < inputShare * NEXT_TO_NOTHING && inputs * inputShare >= EXPECTED,
  );
  const inputsOf = (some: Coverage["strata"]) => some.reduce((sum, { inputs }) => sum + inputs, 0);
  return { kinds, share: kinds.length === 0 ? 0 : inputsOf(kinds) / inputsOf(strata), of: strata.length };
}
