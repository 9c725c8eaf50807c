import { joined } from "./fields.ts";
import type { ReadOptions } from "./formats/format.ts";
import { badRow } from "./formats/format.ts";
import { candidateId, createInterpreter, type Labels } from "./interpret.ts";
import { readRecords } from "./read.ts";
import type { BadRow, ImportedRow, Mapping, SourceRecord } from "./record.ts";

/**
 * A file's candidates in its order, what its fields mean being said by `mapping`. A row that can't be taken comes as a
 * `BadRow` in its place: one without input or output, with a score that is no number, a label outside [0, 1], a list of
 * another length than its outputs, or the id of a row before.
 *
 * @param options.labels win over the file's own; by the id of the candidate
 * @throws PstarError as `readRecords` does
 */
export async function* readRows(
  path: string,
  mapping: Mapping,
  options: Pick<ReadOptions, "onProgress" | "signal"> & { readonly labels?: Labels } = {},
): AsyncGenerator<readonly (ImportedRow | BadRow)[]> {
  const { labels, ...reading } = options;
  const toRows = createRowReader(mapping, labels);
  for await (const batch of readRecords(path, reading)) {
    const rows: (ImportedRow | BadRow)[] = [];
    for (const record of batch) {
      if ("reason" in record) rows.push(record);
      else toRows(record, rows);
    }
    yield rows;
  }
}

function createRowReader(mapping: Mapping, labels: Labels | undefined) {
  const { reading, interpret } = createInterpreter(mapping, { labels });
  const width = mapping.scores.length;
  const mapped = mappedFields(mapping);

  return ({ line, value }: SourceRecord, rows: (ImportedRow | BadRow)[]): void => {
    const reason = interpret({ line, value });
    if (reason !== null) {
      rows.push(badRow(line, reason, JSON.stringify(value)));
      return;
    }
    const { id, input, outputs, reference, group } = reading;
    const fields = otherFields(value, mapped);
    for (const [k, output] of outputs.entries()) {
      const label = reading.labels[k]!;
      rows.push({
        id: candidateId(id, outputs.length, k),
        line,
        input: input!,
        output,
        reference,
        label: Number.isNaN(label) ? null : label,
        weight: reading.weights[k]!,
        scores: reading.scores.slice(k * width, (k + 1) * width),
        group,
        fields,
      });
    }
  };
}

function mappedFields(mapping: Mapping): ReadonlySet<string> {
  const { id, input, output, reference, label, weight, scores, group } = mapping;
  const names = [id, output, reference, label, weight, group, ...scores, ...joined(input ?? "")];
  return new Set(names.filter((name) => name !== null));
}

function otherFields(value: SourceRecord["value"], mapped: ReadonlySet<string>): ImportedRow["fields"] {
  const fields: Record<string, string | number | boolean> = {};
  for (const name in value) {
    const field = value[name];
    const isKept =
      typeof field === "string" ||
      typeof field === "boolean" ||
      (typeof field === "number" && Number.isFinite(field));
    if (isKept && !mapped.has(name)) fields[name] = field;
  }
  return fields;
}
