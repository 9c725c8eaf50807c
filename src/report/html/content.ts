import type { InspectedCell, RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import type { VerifierSample } from "./samples.ts";

/** All that a report tells, as plain data. */
export interface ReportContent {
  /** File name of its database. */
  readonly database: string;
  readonly run: RunInspection;
  readonly drawings: readonly Drawing[];
  readonly samples: readonly VerifierSample[];
  /** A run to compare with, null where there is none. */
  readonly other: { readonly database: string; readonly run: RunInspection } | null;
  /** What wrote the report. */
  readonly writer: { readonly pstar: string; readonly node: string };
}

export const isVerified = ({ verifier }: InspectedCell): boolean => verifier !== "none";
