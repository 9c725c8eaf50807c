import type { z } from "zod";
import type { CuratedInput } from "../curated.ts";
import type { DataFileOptions } from "./data-file.ts";
import type { ExportFormat, FileKind, Made, RowOptions, TrainingRow } from "./format.ts";
import { openSide, type Side } from "./side.ts";
import { originOf, type Provenance, type SidecarHeader } from "./sidecar.ts";
import { type Split, splitOf, splits } from "./split.ts";

export interface RowsOptions {
  readonly format: ExportFormat;
  readonly file: FileKind;
  readonly validation: number;
  readonly seed: number;
  readonly system: string | undefined;
  readonly provenance: Provenance;
  /** Software that writes. */
  readonly createdBy: string;
}

export interface WrittenRows {
  readonly data: SidecarHeader["data"];
  /** Files that hold the sidecar's entries, in the order of `data`. */
  readonly entries: readonly string[];
  readonly isChat: boolean;
  /** Those with a kept candidate. */
  readonly inputs: number;
  /** Kept candidates. */
  readonly kept: number;
  /** Kept candidates, or inputs, that have no row, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** Writes the data files, and their sidecar's entries beside them, in one pass over the inputs. */
export async function writeRows(
  inputs: Iterable<CuratedInput> | AsyncIterable<CuratedInput>,
  folder: string,
  options: RowsOptions,
): Promise<WrittenRows> {
  const { format, seed, validation, provenance } = options;
  const sides = new Map<Split, Side>();
  const leftOut = new Map<string, number>();
  let variant: Variant | undefined;
  let keeping = 0;
  let kept = 0;

  const sideOf = (split: Split, file: DataFileOptions): Side => {
    const side = sides.get(split) ?? openSide(folder, split, file);
    sides.set(split, side);
    return side;
  };
  try {
    for await (const input of inputs) {
      variant ??= variantFor(input, options);
      const split = splitOf(input.input, seed, validation);
      for (const made of format.rows(input, variant.rows)) {
        const reason = objection(made, variant.schema);
        if ("row" in made && reason === null) {
          sideOf(split, variant.file).write(made.row, originOf(input, made.candidates, provenance));
        } else leftOut.set(reason!, (leftOut.get(reason!) ?? 0) + 1);
      }
      const keptHere = input.candidates.filter((candidate) => candidate.kept).length;
      kept += keptHere;
      if (keptHere > 0) keeping++;
    }
    const closed = splits.flatMap((split) => sides.get(split)?.close() ?? []);
    return {
      data: closed.map(({ data }) => data),
      entries: closed.map(({ entries }) => entries),
      isChat: variant?.rows.isChat ?? false,
      inputs: keeping,
      kept,
      leftOut: Object.fromEntries([...leftOut].sort(([, a], [, b]) => b - a)),
    };
  } finally {
    for (const side of sides.values()) side.abandon();
  }
}

/** What the first input settles for all: of formats with a variant for texts and one for chats, which one it is. */
interface Variant {
  readonly rows: RowOptions;
  readonly schema: z.ZodType<TrainingRow>;
  readonly file: DataFileOptions;
}

function variantFor({ input }: CuratedInput, { format, file, system, createdBy }: RowsOptions): Variant {
  const isChat = typeof input !== "string" || system !== undefined;
  return {
    rows: { system, isChat },
    schema: format.schema(isChat),
    file: { kind: file, columns: format.columns(isChat), createdBy },
  };
}

/** Why there is no row to write; null when there is one. */
function objection(made: Made, schema: z.ZodType<TrainingRow>): string | null {
  if ("reason" in made) return made.reason;
  const { error } = schema.safeParse(made.row);
  return error === undefined ? null : error.issues[0].message;
}
