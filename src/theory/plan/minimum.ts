const GOLDEN = (3 - Math.sqrt(5)) / 2;
const MOST_STEPS = 100;

/**
 * Where f is least in [low, high]: golden section sped up by parabolas (Brent 1973, "Algorithms for Minimization without
 * Derivatives", ch. 5). A local minimum where f has several; Infinity is a value like any other.
 *
 * @param tolerance of the place, absolute
 */
export function minimum(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance: number,
): { readonly at: number; readonly value: number } {
  let [a, b] = [low, high];
  let x = a + GOLDEN * (b - a);
  let fx = f(x);
  let [w, fw, v, fv] = [x, fx, x, fx];
  let [step, before] = [0, 0];
  for (let i = 0; i < MOST_STEPS; i++) {
    const middle = (a + b) / 2;
    if (Math.abs(x - middle) <= 2 * tolerance - (b - a) / 2) break;
    const jump = parabola(x - w, fx - fv, x - v, fx - fw);
    const next = x + jump;
    if (Math.abs(jump) < Math.abs(before) / 2 && next > a && next < b) {
      before = step;
      const isAtEnd = next - a < 2 * tolerance || b - next < 2 * tolerance;
      step = isAtEnd ? Math.sign(middle - x) * tolerance : jump;
    } else {
      before = x < middle ? b - x : a - x;
      step = GOLDEN * before;
    }
    const u = x + (Math.abs(step) < tolerance ? Math.sign(step) * tolerance : step);
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return { at: x, value: fx };
}

/** Step from x to the vertex of the parabola through x, w and v; NaN where there is none. */
function parabola(toW: number, overV: number, toV: number, overW: number): number {
  const r = toW * overV;
  const q = toV * overW;
  return (toV * q - toW * r) / (2 * (r - q));
}
