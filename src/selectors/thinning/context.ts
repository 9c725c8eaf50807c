import type { ComparedText } from "./options.ts";

/** What thinning asks about candidates by their places in the columns, when it needs to: none need be in memory. */
export interface ThinningContext {
  outputOf(row: number): string;
  inputOf(row: number): string;
  /** The value of one of the row's fields, null where it has none. */
  fieldOf(row: number, name: string): string | null;
  /** Whether the verifier named `rule` keeps the row. */
  passes(row: number, rule: string): boolean;
}

/** Stands between input and output, so that no word moved from one to the other goes unseen. */
const SEPARATOR = "\u001e";

/** What of a row is compared with other rows. */
export function comparedText(of: ComparedText, context: ThinningContext): (row: number) => string {
  return of === "output"
    ? (row) => context.outputOf(row)
    : (row) => `${context.inputOf(row)}${SEPARATOR}${context.outputOf(row)}`;
}
