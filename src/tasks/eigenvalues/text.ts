/** A decimal number as `String` writes it. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

/** The number a text spells; NaN for anything else, and for a number too large to be finite. */
export function parseNumber(text: string): number {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Eigenvalues in the order given, e.g. `14.2 -3.07`; null unless the text is numbers separated by one space. */
export function parseEigenvalues(text: string): number[] | null {
  const values: number[] = [];
  for (const piece of text.split(" ")) {
    const value = parseNumber(piece);
    if (Number.isNaN(value)) return null;
    values.push(value);
  }
  return values;
}

/**
 * A symmetric matrix from the rows of its upper triangle, e.g. `3.21 -0.5; 7.1` for [[3.21, −0.5], [−0.5, 7.1]].
 *
 * @returns the upper triangle row-major, or null unless the rows are n, n − 1, …, 1 numbers long
 */
export function parseMatrix(text: string): { size: number; upper: number[] } | null {
  const rows = text.split("; ");
  const size = rows.length;
  const upper: number[] = [];
  for (let i = 0; i < size; i++) {
    const row = parseEigenvalues(rows[i]!);
    if (row?.length !== size - i) return null;
    upper.push(...row);
  }
  return { size, upper };
}

/** Text of an upper triangle given by the texts of its entries; `parseMatrix` reads it. */
export function formatMatrix(size: number, entry: (at: number) => string): string {
  let text = "";
  let at = 0;
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) text += (j > i ? " " : i > 0 ? "; " : "") + entry(at++);
  }
  return text;
}
