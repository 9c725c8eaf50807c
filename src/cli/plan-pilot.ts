import { createBadRows } from "../datasets/bad-rows.ts";
import { isMetadataName } from "../datasets/field-names.ts";
import { hasField, reader } from "../datasets/fields.ts";
import { badRow } from "../datasets/formats/format.ts";
import { profileFields } from "../datasets/profile.ts";
import { readRecords } from "../datasets/read.ts";
import type { SourceRecord } from "../datasets/record.ts";
import { asNumber, shown } from "../datasets/values.ts";
import { PstarError } from "../errors.ts";
import type { Pilot } from "../theory/plan/pilot.ts";
import type { PlanFlags } from "./plan-flags.ts";

/** Enough to tell which fields are features. */
const SAMPLE = 200;

/** A pilot and where its features were found. */
export interface ReadPilot extends Pilot {
  readonly fields: readonly string[];
}

/** @throws PstarError where the file cannot be read, a field is not there, or more rows are bad than allowed */
export async function readPilot(file: string, flags: PlanFlags): Promise<ReadPilot> {
  const [realLabel, generatorLabel] = [named(flags, "realLabel"), named(flags, "generatorLabel")];
  const sample = await firstRecords(file);
  const fields = flags.fields ?? guessFeatures(sample, [realLabel, generatorLabel], file);
  for (const name of [realLabel, generatorLabel, ...fields]) {
    if (!sample.some(({ value }) => hasField(value, name))) {
      throw new PstarError(`has no field "${name}"`, {
        exitCode: 2,
        where: file,
        remedy: `it has ${profileFields(sample)
          .map((field) => field.name)
          .join(", ")}`,
      });
    }
  }
  const bad = createBadRows(file, flags.maxBadRows ?? 0);
  const readers = [realLabel, generatorLabel, ...fields].map((name) => ({ name, read: reader(name) }));
  const rows: number[][] = [];
  for await (const batch of readRecords(file)) {
    for (const record of batch) {
      const row = "reason" in record ? record : numbersOf(record, readers, rows[0]?.length);
      if ("reason" in row) bad.add(row);
      else rows.push(row);
    }
  }
  if (rows.length === 0) throw new PstarError("has no row to estimate from", { exitCode: 2, where: file });
  const dimension = rows[0]!.length - 2;
  return {
    fields,
    rows: rows.length,
    dimension,
    features: Float64Array.from(rows.flatMap((row) => row.slice(2))),
    realLabels: Float64Array.from(rows, ([real]) => real!),
    generatorLabels: Float64Array.from(rows, ([, generator]) => generator!),
  };
}

function named(flags: PlanFlags, name: "realLabel" | "generatorLabel"): string {
  const field = flags[name];
  if (field !== undefined) return field;
  throw new PstarError("is needed with --features", {
    exitCode: 2,
    where: name === "realLabel" ? "--real-label" : "--generator-label",
    remedy: "name the field that holds it",
  });
}

async function firstRecords(file: string): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of readRecords(file, { limit: SAMPLE })) {
    records.push(...batch.filter((record): record is SourceRecord => "value" in record));
    if (records.length >= SAMPLE) break;
  }
  return records;
}

/** The one field of vectors, else all fields of numbers whose names do not say that they are something else. */
function guessFeatures(sample: readonly SourceRecord[], labels: readonly string[], file: string): string[] {
  const free = profileFields(sample).filter(
    ({ name, values }) => !labels.includes(name) && values.length > 0,
  );
  const vectors = free.filter(({ values }) => values.every(Array.isArray));
  if (vectors.length === 1) return [vectors[0]!.name];
  const scalars = free.filter(
    ({ name, values }) => !isMetadataName(name) && values.every((value) => Number.isFinite(asNumber(value))),
  );
  if (vectors.length === 0 && scalars.length > 0) return scalars.map(({ name }) => name);
  throw new PstarError(vectors.length > 1 ? "has several fields of vectors" : "has no field of numbers", {
    exitCode: 2,
    where: file,
    remedy: "name the features by --fields",
  });
}

interface FieldReader {
  readonly name: string;
  readonly read: (row: Readonly<Record<string, unknown>>) => unknown;
}

/** The two labels and the features of a row, as many as the rows before have. */
function numbersOf(record: SourceRecord, readers: readonly FieldReader[], width: number | undefined) {
  const { line, value: row } = record;
  const refused = (reason: string) => badRow(line, reason, JSON.stringify(row));
  const numbers: number[] = [];
  for (const [place, { name, read }] of readers.entries()) {
    const value = read(row);
    for (const one of place >= 2 && Array.isArray(value) ? value : [value]) {
      const number = asNumber(one);
      if (number === undefined || Number.isNaN(number)) return refused(`${name} is no number: ${shown(one)}`);
      numbers.push(number);
    }
  }
  if (width !== undefined && numbers.length !== width) {
    return refused(`has ${numbers.length - 2} features where those before have ${width - 2}`);
  }
  return numbers;
}
