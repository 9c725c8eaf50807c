import type { CandidateColumns, GroupColumn } from "../estimation/columns.ts";
import { createBadRows } from "./bad-rows.ts";
import { joined, reader } from "./fields.ts";
import { badRow } from "./formats/format.ts";
import { type GrowingColumn, growingFloats, growingIntegers } from "./growing.ts";
import { createHashIndex } from "./hash-index.ts";
import { createInputSampler, type InputSampler, vectorNames } from "./input-sample.ts";
import { candidateId, createInterpreter, type Labels, type Reading } from "./interpret.ts";
import { readRecords } from "./read.ts";
import { type Mapping, promptText, type SourceRecord } from "./record.ts";

export interface ColumnOptions {
  /** Of the sample of inputs. */
  readonly seed: number;
  readonly maxBadRows: number;
  /** File that the bad rows go to. */
  readonly rejects?: string;
  /** Win over the file's own; by the id of the candidate. */
  readonly labels?: Labels;
  /** Whether a row without an output is bad, as it is to `readRows`. */
  readonly needsOutput?: boolean;
  readonly onProgress?: (bytes: number, total: number, rows: number) => void;
  readonly signal?: AbortSignal;
}

export interface FileColumns {
  readonly columns: CandidateColumns;
  /** Rows of the file: read = taken + bad. A row may hold several candidates. */
  readonly books: { readonly read: number; readonly taken: number; readonly bad: number };
  /** How many of `labels` belong to no candidate of the file. */
  readonly strayLabels: number;
}

/**
 * Reads a file into columns, as an estimate wants them: scores, labels, and which candidates answer the same input. Inputs
 * are numbered in order of first appearance, alike where their texts are; without an input every row has its own.
 * Unless asked for, outputs are not read, so a row may lack one; beyond that a row means what it means to `readRows`.
 *
 * @throws PstarError as `readRecords` does, and (exit code 1) when more than `maxBadRows` rows are bad
 */
export async function readColumns(
  path: string,
  mapping: Mapping,
  options: ColumnOptions,
): Promise<FileColumns> {
  const { seed, maxBadRows, rejects, labels, needsOutput = false, onProgress, signal } = options;
  const bad = createBadRows(path, maxBadRows, rejects);
  const { reading, interpret } = createInterpreter(mapping, { labels, needsOutput });
  const sampler = createInputSampler(seed);
  const builder = createBuilder(mapping, sampler, labels);
  let taken = 0;
  const records = readRecords(path, {
    columns: await columnsNeeded(path, mapping, needsOutput),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (bytes, total) => onProgress?.(bytes, total, taken + bad.count),
  });
  try {
    for await (const batch of records) {
      for (const record of batch) {
        if ("reason" in record) {
          bad.add(record);
          continue;
        }
        const reason = interpret(record);
        if (reason === null) {
          builder.add(reading, record);
          taken++;
        } else bad.add(badRow(record.line, reason, JSON.stringify(record.value)));
      }
    }
  } finally {
    bad.close();
  }
  const books = { read: taken + bad.count, taken, bad: bad.count };
  return { ...builder.finish(), books };
}

/** The fields to read from a format of columns: not the output, unless it is a list, whose length counts. */
async function columnsNeeded(path: string, mapping: Mapping, needsOutput: boolean): Promise<string[]> {
  const { id, input, output, label, weight, scores, group } = mapping;
  const names = [id, label, weight, group, ...scores, ...vectorNames, ...joined(input ?? "")];
  const needed = names.filter((name) => name !== null && name !== "") as string[];
  if (output !== null && (needsOutput || (await isList(path, output)))) needed.push(output);
  return needed.flatMap(topNames);
}

/** The fields of a row that a dotted name may lead into. */
const topNames = (name: string): string[] => [name, name.split(".")[0]!];

async function isList(path: string, name: string): Promise<boolean> {
  for await (const batch of readRecords(path, { columns: topNames(name), limit: 1 })) {
    const row = batch.find((record) => "value" in record);
    return row !== undefined && Array.isArray(reader(name)(row.value));
  }
  return false;
}

/** Fills the columns, candidate by candidate. */
function createBuilder(mapping: Mapping, sampler: InputSampler, labels: Labels | undefined) {
  const clusters = growingIntegers();
  const scores = mapping.scores.map(growingFloats);
  const labelColumn = growingFloats();
  let weights: GrowingColumn<Float64Array> | null = null;
  const groups = mapping.group === null ? null : createGroups();
  const inputs = createHashIndex();
  let rows = 0;
  let inputCount = 0;
  let labelsMet = 0;

  const clusterOf = (reading: Reading, record: SourceRecord): number => {
    const number = reading.input === null ? inputCount : inputs.add(promptText(reading.input));
    if (number === inputCount) {
      inputCount++;
      sampler.see(reading.input, record.value);
    }
    return number;
  };

  const add = (reading: Reading, record: SourceRecord): void => {
    const cluster = clusterOf(reading, record);
    const count = reading.outputs.length;
    for (let k = 0; k < count; k++) {
      clusters.push(cluster);
      labelColumn.push(reading.labels[k]!);
      const weight = reading.weights[k]!;
      if (weight !== 1) weights ??= ones(rows + k);
      weights?.push(weight);
      for (let j = 0; j < scores.length; j++) scores[j]!.push(reading.scores[k * scores.length + j]!);
      groups?.add(reading.group);
      if (labels?.has(candidateId(reading.id, count, k))) labelsMet++;
    }
    rows += count;
  };

  const finish = (): { columns: CandidateColumns; strayLabels: number } => ({
    columns: {
      rows,
      cluster: clusters.finish(),
      inputs: inputCount,
      scores: scores.map((values, j) => ({ name: mapping.scores[j]!, values: values.finish() })),
      labels: labelColumn.finish(),
      weights: weights?.finish() ?? null,
      group: groups?.finish() ?? null,
      sample: sampler.finish(),
    },
    strayLabels: (labels?.size ?? 0) - labelsMet,
  });

  return { add, finish };
}

function ones(count: number): GrowingColumn<Float64Array> {
  const column = growingFloats();
  for (let i = 0; i < count; i++) column.push(1);
  return column;
}

/** The name of the candidates that the file puts into no group. */
export const NO_GROUP = "(none)";

function createGroups() {
  const codes = growingIntegers();
  const places = new Map<string, number>();
  return {
    add(group: string | null): void {
      const name = group ?? NO_GROUP;
      let place = places.get(name);
      if (place === undefined) {
        place = places.size;
        places.set(name, place);
      }
      codes.push(place);
    },
    finish: (): GroupColumn => ({ codes: codes.finish(), names: [...places.keys()] }),
  };
}
