/** Penalty on standardised features: as much as one row's weight. */
const PENALTY = 1;

/**
 * Ridge regression of `targets` on `rows`, each row's prediction made by a fit to all the others. Features are
 * standardised within each fit, the constant is not penalised.
 *
 * @returns one prediction a row, in the targets' unit
 */
export function leaveOneOut(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  return rows.map((row, left) => {
    const others = rows.filter((_, i) => i !== left);
    const known = targets.filter((_, i) => i !== left);
    return fitRidge(others, known)(row);
  });
}

/** The fitted function from a row of features to a prediction. */
export function fitRidge(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
): (row: readonly number[]) => number {
  const scales = rows[0].map((_, f) => standardisation(rows.map((row) => row[f])));
  const standardise = (row: readonly number[]) => row.map((x, f) => (x - scales[f].mean) * scales[f].factor);
  const x = rows.map(standardise);
  const centre = standardisation(targets).mean;
  const gram = scales.map((_, f) =>
    scales.map((_, g) => x.reduce((sum, row) => sum + row[f] * row[g], f === g ? PENALTY : 0)),
  );
  const moments = scales.map((_, f) => x.reduce((sum, row, i) => sum + row[f] * (targets[i] - centre), 0));
  const coefficients = solve(gram, moments);
  return (row) => standardise(row).reduce((sum, value, f) => sum + value * coefficients[f], centre);
}

/** Mean, and the factor that gives unit variance; a constant feature gets factor 0 and so no say. */
function standardisation(values: readonly number[]): { mean: number; factor: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  return { mean, factor: deviation > 1e-12 * Math.abs(mean) ? 1 / deviation : 0 };
}

/** Gaussian elimination of a positive definite system, which needs no pivoting. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const n = rows.length;
  for (let pivot = 0; pivot < n; pivot++) {
    for (let i = 0; i < n; i++) {
      if (i === pivot) continue;
      const factor = rows[i][pivot] / rows[pivot][pivot];
      for (let j = pivot; j <= n; j++) rows[i][j] -= factor * rows[pivot][j];
    }
  }
  return rows.map((row, i) => row[n] / row[i]);
}
