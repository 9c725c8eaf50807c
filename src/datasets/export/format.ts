import type { z } from "zod";
import type { CuratedCandidate, CuratedInput } from "../curated.ts";
import type { Prompt } from "../record.ts";

export type FileKind = "jsonl" | "parquet";

/** One turn in a training row, with the mark by which some trainers learn only from the checked answer. */
export interface TrainingMessage {
  readonly role: string;
  readonly content: string;
  /** Axolotl: whether the turn is learnt from. */
  readonly training?: boolean | undefined;
  /** OpenAI: 0 where an answer is not learnt from. */
  readonly weight?: 0 | 1 | undefined;
}

/** One line of a training file, by column. */
export type TrainingRow = Readonly<Record<string, string | readonly TrainingMessage[]>>;

/** What a column holds: a text; messages of role and content; such with `training`, or on some with `weight`. */
export type ColumnType = "text" | "messages" | "marked-messages" | "weighted-messages";

/** A training row with the candidates it came from, or why there is none. */
export type Made =
  | { readonly row: TrainingRow; readonly candidates: readonly CuratedCandidate[] }
  | { readonly reason: string };

export interface RowOptions {
  /** What chats begin with that bring no system prompt of their own. */
  readonly system: string | undefined;
  /** Of formats with a variant for texts and one for chats: which one. */
  readonly isChat: boolean;
}

/** One way to write a training set down. */
export interface ExportFormat {
  readonly name: string;
  readonly description: string;
  readonly files: readonly FileKind[];
  /** What it makes one row of: each kept candidate, or each input. */
  readonly per: "candidate" | "input";
  /** Fewest training rows its trainer takes. */
  readonly leastRows: number;
  columns(isChat: boolean): Readonly<Record<string, ColumnType>>;
  /** One outcome for each kept candidate or each input, by `per`. */
  rows(input: CuratedInput, options: RowOptions): readonly Made[];
  /** All that a row must obey, when written and when read; its messages say why a row is left out. */
  schema(isChat: boolean): z.ZodType<TrainingRow>;
  /** What the model is asked in a row. */
  prompt(row: TrainingRow): Prompt;
  /** How to train on `files`, as Markdown for the card. */
  usage(files: SplitPaths): string;
  /** What else goes into the folder, by file name. */
  extras?(files: SplitPaths, folderName: string): Readonly<Record<string, string>>;
}

/** Names of the data files in the folder. */
export interface SplitPaths {
  readonly train: string;
  readonly validation: string | null;
}
