import { type Interval, intervalOfDraws } from "../../metrics/interval.ts";
import { createRandom, type Random } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import { bestAmount, equivalentRealRows, type Outcome } from "./outcome.ts";
import { errorCurve, type Premises, type Scene, suppliesOf } from "./premises.ts";
import type { Posed } from "./question.ts";
import type { Quality } from "./supply.ts";
import type { Uncertain } from "./uncertain.ts";
import { isWorthwhile } from "./verdict.ts";

/** How far the answer follows from what was measured, the assumptions granted. */
export interface Certainty {
  readonly draws: number;
  /** Probability that the recommended amount lowers the error; null where none is recommended. */
  readonly probabilityGain: number | null;
  /** Probability that some amount is worthwhile. */
  readonly probabilityWorthwhile: number;
  /** Of the recommended amount: its error, and the real rows it is as good as having more. */
  readonly error: Interval;
  readonly gainedRealRows: Interval;
  /** The amount that would be best if all were known. */
  readonly bestRows: Interval;
}

/** By seeded draws of what was measured; null where all of it was given as exact. */
export function certaintyOf(premises: Premises, scene: Scene, outcome: Outcome): Certainty | null {
  const { posed } = premises;
  if (isExact(posed)) return null;
  const { realRows, draws } = posed;
  const { realOnly, best } = outcome;
  const drawn = Array.from({ length: draws }, (_, i) => {
    const quality = drawQuality(posed, createRandom(deriveSeed(posed.seed, "plan", i)));
    const { kept } = suppliesOf({ ...premises, quality });
    const curve = errorCurve(scene, posed, kept, posed.ridge);
    const error = curve(realRows, Math.min(best.rows, kept.rows));
    const bestRows = bestAmount((amount) => curve(realRows, amount), kept.rows);
    return {
      error,
      bestRows,
      gained: (equivalentRealRows(curve, realRows, error) ?? Infinity) - realRows,
      worthwhile: isWorthwhile(realOnly, curve(realRows, bestRows), posed.signal),
    };
  });
  const share = (holds: (one: (typeof drawn)[number]) => boolean): number =>
    drawn.filter(holds).length / draws;
  const interval = (estimate: number, value: (one: (typeof drawn)[number]) => number): Interval =>
    intervalOfDraws(Float64Array.from(drawn, value), estimate, posed.confidence);
  return {
    draws,
    probabilityGain: best.rows === 0 ? null : share(({ error }) => error < realOnly),
    probabilityWorthwhile: share(({ worthwhile }) => worthwhile),
    error: interval(best.error, ({ error }) => error),
    gainedRealRows: interval((best.equivalentRealRows ?? Infinity) - realRows, ({ gained }) => gained),
    bestRows: interval(best.rows, (one) => one.bestRows),
  };
}

function isExact({ error, shift, verifier }: Posed): boolean {
  return [error, shift, verifier?.phi, verifier?.psi].every((value) => (value?.draw ?? null) === null);
}

function drawQuality({ error, shift, verifier }: Posed, random: Random): Quality {
  const draw = (value: Uncertain): number => value.draw?.(random) ?? value.estimate;
  return {
    error: error && draw(error),
    shift: shift && draw(shift),
    verifier: verifier && { phi: draw(verifier.phi), psi: draw(verifier.psi) },
  };
}
