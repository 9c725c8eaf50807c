import { type CollapseError, collapseError } from "./error.ts";
import { type CollapseSetting, checkCount } from "./setting.ts";

/** What a curve can run along. */
export type CurveAxis = "samples" | "width" | "syntheticShare" | "ridge" | "noise" | "syntheticNoise";

/** `collapseError` of the setting with `axis` at each of the values in turn. Throws as it does. */
export function collapseCurve(
  setting: CollapseSetting,
  axis: CurveAxis,
  values: ArrayLike<number>,
): CollapseError[] {
  return Array.from(values, (value) => collapseError({ ...setting, [axis]: value }));
}

/** The setting with n₁ real and n₂ synthetic rows, not both 0: n = n₁ + n₂, p₂ = n₂/n. */
export function withRows(setting: CollapseSetting, realRows: number, syntheticRows: number): CollapseSetting {
  const samples = realRows + syntheticRows;
  return { ...setting, samples, syntheticShare: syntheticRows / samples };
}

/**
 * The share p₂ of the least total error at fixed n, that is, when synthetic rows replace real ones. κ and u do not
 * depend on p₂ and the total is a parabola in it, so three points give its least point. Its slope at 0 is
 * u (σ₂² + c² − σ₁²): at fixed n some synthetic rows help just when σ₂² + c² < σ₁². Throws as `collapseError` does.
 */
export function bestSyntheticShare(setting: CollapseSetting): {
  syntheticShare: number;
  error: CollapseError;
} {
  const at = (syntheticShare: number) => ({
    syntheticShare,
    error: collapseError({ ...setting, syntheticShare }),
  });
  const points = [at(0), at(0.5), at(1)];
  const [none, half, all] = points.map(({ error }) => error.total);
  const curvature = 2 * (none + all - 2 * half);
  const vertex = (curvature + none - all) / (2 * curvature);
  if (curvature > 0 && vertex > 0 && vertex < 1) points.push(at(vertex));
  return points.reduce((best, point) => (point.error.total < best.error.total ? point : best));
}

/** Synthetic rows tried, geometrically spaced, before the best is refined: a curve can have a peak and two valleys. */
const TRIED = 96;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The number n₂ of synthetic rows, 0 … mostSyntheticRows, that beside n₁ real ones gives the least total error; the
 * fewest where equal. Golden-section search around the best of a geometric grid.
 *
 * @param setting its samples and syntheticShare are replaced
 * @param realRows n₁, whole, ≥ 1
 * @param mostSyntheticRows whole, ≥ 1
 * @throws PstarError as `collapseError` does, and naming a number of rows that is out of range
 */
export function bestSyntheticRows(
  setting: CollapseSetting,
  realRows: number,
  mostSyntheticRows: number,
): { syntheticRows: number; error: CollapseError } {
  checkCount("realRows", realRows);
  checkCount("mostSyntheticRows", mostSyntheticRows);
  const total = (rows: number): number => collapseError(withRows(setting, realRows, rows)).total;
  const grid = Array.from({ length: TRIED }, (_, i) => Math.round(mostSyntheticRows ** (i / (TRIED - 1))));
  const tried = [...new Set([0, ...grid])];
  const totals = tried.map(total);
  const best = totals.indexOf(Math.min(...totals));
  const rows = refine(total, tried[Math.max(0, best - 1)], tried[Math.min(tried.length - 1, best + 1)]);
  const syntheticRows = total(rows) < totals[best] ? rows : tried[best];
  return { syntheticRows, error: collapseError(withRows(setting, realRows, syntheticRows)) };
}

/** The whole number of the least f in [low, high], where f falls and then rises. */
function refine(f: (rows: number) => number, low: number, high: number): number {
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  while (high - low > 2) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = f(right);
    }
  }
  const whole = Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i);
  return whole.reduce((best, rows) => (f(rows) < f(best) ? rows : best));
}
