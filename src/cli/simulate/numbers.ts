/** Four significant digits; powers of ten where plain digits would be long. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : "∞";
  if (value === 0) return "0";
  const isPlain = Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5;
  return isPlain ? value.toPrecision(4) : value.toExponential(2);
}

/** `0.1405 ± 0.0018`: two digits of the standard error, the mean to the same place. */
export function meanText({
  mean,
  standardError,
}: {
  readonly mean: number;
  readonly standardError: number;
}): string {
  if (!(standardError > 0)) return number(mean);
  const decimals = 1 - Math.floor(Math.log10(standardError));
  if (decimals > 7 || decimals < 0) return `${number(mean)} ± ${standardError.toExponential(1)}`;
  return `${mean.toFixed(decimals)} ± ${standardError.toFixed(decimals)}`;
}

/** How many standard errors a simulated mean lies from its theory, with its sign. */
export function deviation(theory: number, simulation: { mean: number; standardError: number }): string {
  const value = (simulation.mean - theory) / simulation.standardError;
  if (!Number.isFinite(value)) return "";
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
}

/** `{ y, low, high }` of a figure's point: a mean with one standard error each way. */
export function errorBar({ mean, standardError }: { mean: number; standardError: number }): {
  y: number;
  low?: number;
  high?: number;
} {
  if (!(standardError > 0)) return { y: mean };
  return { y: mean, low: mean - standardError, high: mean + standardError };
}

/** One line on how many of the simulated means lie near their theory. */
export function agreement(
  points: readonly {
    readonly theory: { readonly total: number };
    readonly simulation: { readonly mean: number; readonly standardError: number };
  }[],
): string {
  const known = points.filter(({ simulation }) => simulation.standardError > 0);
  if (known.length === 0) return "One run says nothing of standard errors; give more --runs.";
  const near = known.filter(({ theory, simulation }) => {
    return Math.abs(simulation.mean - theory.total) <= 2 * simulation.standardError;
  });
  return `${near.length} of ${known.length} simulated means lie within two standard errors of theory.`;
}
