import { existsSync } from "node:fs";
import { PstarError } from "../errors.ts";
import { type LabelFile, labelFileOf, readLabelFile } from "./label-file.ts";
import { completeMapping, fieldsOf, sampleRecords } from "./mapping.ts";
import type { Mapping } from "./record.ts";

/** A file of candidates before it is read: what its fields mean, and the labels beside it. */
export interface Source {
  readonly mapping: Mapping;
  /** Where labels apart from the file are, or would be. */
  readonly labelPath: string;
  readonly labelled: LabelFile;
}

/** Where the malformed rows of a file are put aside. */
export const rejectsOf = (file: string): string => `${file}.rejects.jsonl`;

/**
 * Finds out what a file of candidates is.
 *
 * @param given the fields that somebody named; the others are guessed
 * @param options.labels the file of its labels, which then has to be there; the one beside it if left out
 * @param options.needsText whether inputs and outputs must be there too
 * @throws PstarError where it cannot be read, its fields cannot be told, or there are no such labels
 */
export async function openSource(
  file: string,
  given: Partial<Mapping>,
  { labels, needsText = true }: { readonly labels?: string | undefined; readonly needsText?: boolean } = {},
): Promise<Source> {
  const { records } = await sampleRecords(file, undefined, fieldsOf(given));
  const mapping = completeMapping(records, given, file, { needsText });
  if (labels !== undefined && !existsSync(labels)) {
    throw new PstarError("no such file", { exitCode: 2, where: labels, remedy: "`pstar label` makes one" });
  }
  const labelPath = labels ?? labelFileOf(file);
  return { mapping, labelPath, labelled: readLabelFile(labelPath) };
}
