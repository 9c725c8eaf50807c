import { PstarError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { asChat } from "./chat.ts";
import * as names from "./field-names.ts";
import { hasField, joined, reader } from "./fields.ts";
import { type FieldProfile, isObject, profileFields } from "./profile.ts";
import { readRecords } from "./read.ts";
import type { BadRow, Mapping, SourceRecord } from "./record.ts";
import { guessScores } from "./score-fields.ts";
import { outputTexts } from "./texts.ts";
import { asLabel, asNumber, isMissing } from "./values.ts";

const SAMPLE_BYTES = 1 << 26;
const SHOWN_FIELDS = 20;

/**
 * The first rows of a file, to guess a mapping from.
 *
 * @param count how many; fewer where they are longer than 64 MiB together
 * @param wanted fields that must be there: reading goes on until a row with each was found, which joins the sample
 * @returns the rows, and those among them that can't be read
 * @throws PstarError as `readRecords` does, and (exit code 1) when not one row can be read
 */
export async function sampleRecords(
  path: string,
  count = 1_000,
  wanted: readonly string[] = [],
): Promise<{ readonly records: readonly SourceRecord[]; readonly bad: readonly BadRow[] }> {
  const records: SourceRecord[] = [];
  const bad: BadRow[] = [];
  const open = new Set(wanted);
  let bytesRead = 0;
  const onProgress = (bytes: number): void => {
    bytesRead = bytes;
  };
  for await (const batch of readRecords(path, { limit: count, onProgress })) {
    for (const row of batch) {
      const isFull = records.length >= count || (bytesRead > SAMPLE_BYTES && records.length > 0);
      if ("reason" in row) {
        if (!isFull) bad.push(row);
        continue;
      }
      const found = [...open].filter((name) => hasField(row.value, name));
      for (const name of found) open.delete(name);
      if (!isFull || found.length > 0) records.push(row);
      else if (open.size === 0) return { records, bad };
    }
  }
  if (records.length > 0) return { records, bad };
  const [first] = bad;
  throw new PstarError(`${first!.reason}, and no other row can be read`, {
    where: `${path}:${first!.line}`,
    remedy: "give a file whose rows are objects of fields",
  });
}

/** The fields that a mapping names. */
export function fieldsOf(mapping: Partial<Mapping>): readonly string[] {
  const { id, input, output, reference, label, weight, scores = [], group } = mapping;
  const single = [id, output, reference, label, weight, group].filter((name) => typeof name === "string");
  return [...single, ...scores, ...(typeof input === "string" ? joined(input) : [])];
}

/**
 * Guesses what a mapping leaves open from the usual names of fields and from what a sample of rows has in them; what is
 * given stays, null included. A chat without a separate output is input and output in one. An `instruction` with an
 * `input` beside it becomes `instruction + input`. Scores are the numeric fields that are nothing else, save ids, times,
 * sizes, counters and constants; those named like scores come first. An id is one only if no two rows share it.
 *
 * @param where the file, for errors
 * @param needsText false where scores and labels are enough: input and output may then stay null, and an input's id does
 *   for an input
 * @throws PstarError (exit code 2) when no row has a given field, or no field looks like the input or the output
 */
export function completeMapping(
  records: readonly SourceRecord[],
  given: Partial<Mapping>,
  where: string,
  { needsText = true }: { readonly needsText?: boolean } = {},
): Mapping {
  for (const name of fieldsOf(given)) requireField(name, records, where);
  const fields = profileFields(records);
  const taken = new Set(fieldsOf(given));
  const pick: Pick = (usual, fits, mayBeEmpty = false) => {
    for (const name of usual) {
      const field = fields.find((one) => names.plainName(one.name) === name && !taken.has(one.name));
      if (field === undefined || (field.values.length === 0 && !mayBeEmpty) || !fits(field)) continue;
      taken.add(field.name);
      return field.name;
    }
    return null;
  };

  const output = given.output === undefined ? pick(names.outputNames, holdsOutputs) : given.output;
  const input = given.input === undefined ? guessInput(pick, output, needsText) : given.input;
  if (needsText) {
    const isAnswered =
      output !== null || given.output === null || (input !== null && isChatField(input, records));
    requireTexts(input !== null, isAnswered, fields, where);
  }
  const label = given.label === undefined ? pick(names.labelNames, every(isLabel), true) : given.label;
  const weight = given.weight === undefined ? pick(names.weightNames, every(isNumber)) : given.weight;
  const reference =
    given.reference === undefined ? pick(names.referenceNames, every(isScalar)) : given.reference;
  const id = given.id === undefined ? pick(names.idNames, isUnique(records.length)) : given.id;
  const group = given.group === undefined ? pick(names.groupNames, isFew(records.length)) : given.group;
  const hasSeveral = fields.some(({ name, values }) => name === output && values.some(Array.isArray));
  const free = fields.filter(({ name }) => !taken.has(name));
  const scores = given.scores ?? guessScores(free, hasSeveral);
  return { id, input, output, reference, label, weight, scores, group };
}

/** The first of the usual names that a free field has whose values fit; the field is then no longer free. */
type Pick = (
  usual: readonly string[],
  fits: (field: FieldProfile) => boolean,
  mayBeEmpty?: boolean,
) => string | null;

function guessInput(pick: Pick, output: string | null, needsText: boolean): string | null {
  if (output === null) {
    const chat = pick(names.chatNames, every(isChat));
    if (chat !== null) return chat;
  }
  const input = pick(
    names.inputNames,
    every((value) => typeof value === "string" || isChat(value)),
  );
  if (input === null) return needsText ? null : pick([...names.inputIdNames, ...names.idNames], repeats);
  if (names.plainName(input) !== "instruction") return input;
  const more = pick(["input"], every(isScalar), true);
  return more === null ? input : `${input} + ${more}`;
}

const every =
  (fits: (value: unknown) => boolean) =>
  ({ values }: FieldProfile): boolean =>
    values.every(fits);
const isChat = (value: unknown): boolean => asChat(value) !== null;
const isScalar = (value: unknown): boolean => typeof value !== "object";
const isLabel = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isLabel) : asLabel(value) !== undefined;
const isNumber = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isNumber) : asNumber(value) !== undefined;
const holdsOutputs = every((value) => outputTexts(value) !== null);
const distinct = ({ values }: FieldProfile): number => new Set(values).size;
const isUnique =
  (rows: number) =>
  (field: FieldProfile): boolean =>
    field.values.length === rows && field.values.every(isScalar) && distinct(field) === rows;
const repeats = (field: FieldProfile): boolean =>
  field.values.every(isScalar) &&
  (distinct(field) < field.values.length || !names.idNames.includes(names.plainName(field.name)));
const isFew =
  (rows: number) =>
  (field: FieldProfile): boolean =>
    field.values.every(isScalar) && distinct(field) <= Math.max(2, rows / 2);

function requireField(name: string, records: readonly SourceRecord[], where: string): void {
  if (records.some(({ value }) => hasField(value, name))) return;
  const there = allNames(records);
  const near = nearest(name, there);
  throw new PstarError(`no row has a field "${name}"`, {
    exitCode: 2,
    where,
    remedy: near === undefined ? `there are ${listed(there)}` : `did you mean "${near}"?`,
  });
}

/** Whether a field holds chats, so that their last answers are the outputs. */
function isChatField(name: string, records: readonly SourceRecord[]): boolean {
  const read = reader(name);
  const values = records.map(({ value }) => read(value)).filter((value) => !isMissing(value));
  return values.length > 0 && values.every(isChat);
}

function requireTexts(
  hasInput: boolean,
  hasOutput: boolean,
  fields: readonly FieldProfile[],
  where: string,
): void {
  const open = [hasInput ? [] : "input", hasOutput ? [] : "output"].flat();
  if (open.length === 0) return;
  const flags = open.map((one) => `--${one} FIELD`).join(" ");
  const there = listed(fields.map(({ name }) => name));
  throw new PstarError(`no field looks like the ${open.join(", none like the ")}`, {
    exitCode: 2,
    where,
    remedy: `name ${open.length === 1 ? "it" : "them"} with ${flags}; there are ${there}`,
  });
}

/** Names of fields, those within objects too. */
function allNames(records: readonly SourceRecord[]): string[] {
  const all = new Set<string>();
  for (const { value } of records) {
    for (const [name, field] of Object.entries(value)) {
      all.add(name);
      if (isObject(field)) for (const inner of Object.keys(field)) all.add(`${name}.${inner}`);
    }
  }
  return [...all];
}

function listed(all: readonly string[]): string {
  const rest = all.length - SHOWN_FIELDS;
  return all.slice(0, SHOWN_FIELDS).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
