import { PstarError } from "../errors.ts";
import { reader } from "./fields.ts";
import { fieldsOf } from "./mapping.ts";
import { readRecords } from "./read.ts";
import { openSource } from "./source.ts";
import { asText } from "./values.ts";

/** One input of a file, with its true answer where the file has one. */
export interface FileInput {
  readonly input: string;
  /** Empty where there is none. */
  readonly reference: string;
  /** The kind of input, null where nobody says. */
  readonly stratum: string | null;
  /** In the file, from 1. */
  readonly line: number;
}

/** Which field of a file's rows holds what; what is left out is guessed. */
export interface InputFields {
  readonly input?: string | undefined;
  readonly reference?: string | undefined;
  readonly group?: string | undefined;
}

/**
 * All inputs of a file in its order, each once: of rows with the same input the first counts.
 *
 * @throws PstarError (exit code 2) where the file cannot be read or its fields cannot be told; (exit code 1) at the first row
 *   that cannot be read or has no input
 */
export async function readInputs(path: string, fields: InputFields): Promise<FileInput[]> {
  const { input, reference, group } = await fieldsIn(path, fields);
  const inputOf = reader(input);
  const referenceOf = reference === null ? () => "" : reader(reference);
  const groupOf = group === null ? () => null : reader(group);
  const inputs = new Map<string, FileInput>();
  for await (const batch of readRecords(path)) {
    for (const row of batch) {
      if ("reason" in row) throw unusable(path, row.line, row.reason);
      const { line, value } = row;
      const text = asText(inputOf(value));
      if (text === null || text.trim() === "") throw unusable(path, line, `has no text in "${input}"`);
      if (inputs.has(text)) continue;
      const stratum = asText(groupOf(value));
      inputs.set(text, { input: text, reference: asText(referenceOf(value)) ?? "", stratum, line });
    }
  }
  return [...inputs.values()];
}

async function fieldsIn(path: string, fields: InputFields) {
  const given = Object.fromEntries(Object.entries(fields).filter(([, name]) => name !== undefined));
  const { mapping } = await openSource(path, given, { needsText: false });
  if (mapping.input === null) {
    throw new PstarError("no field looks like the input", {
      exitCode: 2,
      where: path,
      remedy: `name it with data.source.fields.input; of the others, ${fieldsOf(mapping).join(", ")} were recognised`,
    });
  }
  // What others call an output, a summary or an answer, is the true one where nothing else is.
  return { input: mapping.input, reference: mapping.reference ?? mapping.output, group: mapping.group };
}

const unusable = (path: string, line: number, reason: string): PstarError =>
  new PstarError(reason, { where: `${path}:${line}`, remedy: "mend the row, or leave it out of the file" });
