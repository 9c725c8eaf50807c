import { resolve } from "node:path";
import { openSource } from "../datasets/bytes.ts";
import { outputNames, plainName, referenceNames } from "../datasets/field-names.ts";
import { reader } from "../datasets/fields.ts";
import { wholeRows } from "../datasets/formats/blocks.ts";
import { sampleRecords } from "../datasets/mapping.ts";
import { readRecords } from "../datasets/read.ts";
import type { SourceRecord } from "../datasets/record.ts";
import { asText, shown } from "../datasets/values.ts";
import { PstarError } from "../errors.ts";
import { count } from "../format.ts";
import type { RougeFlags } from "./rouge-flags.ts";

/** Where texts are: in a field of a file's rows, or, without one, a text a line. */
export interface TextSource {
  readonly file: string;
  readonly field: string | null;
}

export interface PairSource {
  readonly predictions: TextSource;
  readonly references: TextSource;
}

/** A text and what it is compared with. */
export interface TextPair {
  readonly prediction: string;
  readonly references: readonly string[];
}

type Role = "prediction" | "reference";

const usualNames: Readonly<Record<Role, readonly string[]>> = {
  prediction: outputNames,
  reference: referenceNames,
};

/**
 * Where the texts are that flags speak of.
 *
 * @throws PstarError where a file can't be read, or does not tell which field holds its texts
 */
export async function pairSource(flags: RougeFlags): Promise<PairSource> {
  const { predictions: file, references: other = file } = flags;
  const predictions = { file, field: await fieldOf(file, "prediction", flags.predictionField) };
  if (predictions.field === null && isSameFile(file, other)) {
    throw new PstarError("holds no references: it is a text a line", {
      exitCode: 2,
      where: file,
      remedy: "give --references FILE, or a file of rows with a field for each",
    });
  }
  const taken = isSameFile(file, other) ? predictions.field : null;
  const references = { file: other, field: await fieldOf(other, "reference", flags.referenceField, taken) };
  return { predictions, references };
}

/**
 * The pairs in their order.
 *
 * @throws PstarError where a row can't be read or holds no text, or one file has fewer texts than the other
 */
export function readPairs({ predictions, references }: PairSource): AsyncGenerator<TextPair> {
  return isSameFile(predictions.file, references.file)
    ? pairsInRows(predictions.file, predictions.field!, references.field!)
    : pairsOfTwo(predictions, references);
}

const isSameFile = (one: string, other: string): boolean => resolve(one) === resolve(other);

async function* pairsInRows(file: string, output: string, reference: string): AsyncGenerator<TextPair> {
  for await (const row of rowsOf(file)) {
    const [prediction] = textsIn(row, output, "prediction", file) as [string];
    yield { prediction, references: textsIn(row, reference, "reference", file) };
  }
}

async function* pairsOfTwo(predictions: TextSource, references: TextSource): AsyncGenerator<TextPair> {
  const ours = textsOf(predictions, "prediction");
  const theirs = textsOf(references, "reference");
  for (let pairs = 0; ; pairs++) {
    const [one, other] = [await ours.next(), await theirs.next()];
    if (one.done && other.done) return;
    if (one.done) throw await shorter(predictions.file, pairs, references.file, theirs);
    if (other.done) throw await shorter(references.file, pairs, predictions.file, ours);
    yield { prediction: one.value[0]!, references: other.value };
  }
}

/** What is said of a file that ends after `texts`, when one more of the `other` was read and `rest` is yet to come. */
async function shorter(
  file: string,
  texts: number,
  other: string,
  rest: AsyncGenerator<unknown>,
): Promise<PstarError> {
  let all = texts + 1;
  while (!(await rest.next()).done) all++;
  return new PstarError(`has ${count(texts)} texts, fewer than the ${count(all)} of ${other}`, {
    exitCode: 2,
    where: file,
    remedy: "give two files of as many texts in the same order",
  });
}

async function* textsOf({ file, field }: TextSource, role: Role): AsyncGenerator<readonly string[]> {
  if (field === null) return yield* linesOf(file);
  for await (const row of rowsOf(file)) yield textsIn(row, field, role, file);
}

async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
  const source = await openSource(file);
  for await (const block of wholeRows(source.chunks(), file)) {
    for (const line of block.toString().replace(/\n$/, "").split("\n")) yield [line];
  }
}

async function* rowsOf(file: string): AsyncGenerator<SourceRecord> {
  for await (const batch of readRecords(file)) {
    for (const row of batch) {
      if ("reason" in row)
        throw new PstarError(row.reason, { where: `${file}:${row.line}`, remedy: "mend it" });
      yield row;
    }
  }
}

function textsIn({ value, line }: SourceRecord, field: string, role: Role, file: string): readonly string[] {
  const found = reader(field)(value);
  const texts = (role === "reference" && Array.isArray(found) ? found : [found]).map(asText);
  if (texts.length > 0 && texts.every((text) => text !== null)) return texts;
  const isThere = found !== undefined && found !== null;
  throw new PstarError(isThere ? `"${field}" holds no text: ${shown(found)}` : `has no "${field}"`, {
    where: `${file}:${line}`,
    remedy: `give every row its ${role}, or name another field with --${role}-field`,
  });
}

/** The field that was named or, in a file of rows, the first one with a usual name; null for a text a line. */
async function fieldOf(
  file: string,
  role: Role,
  given: string | undefined,
  taken: string | null = null,
): Promise<string | null> {
  if (given !== undefined) return given;
  if (!/\.(jsonl|ndjson|json|csv|tsv|parquet)(\.gz)?$/i.test(file)) return null;
  const { records } = await sampleRecords(file, 1);
  const fields = Object.keys(records[0]!.value).filter((field) => field !== taken);
  const usual = usualNames[role].find((name) => fields.some((field) => plainName(field) === name));
  if (usual !== undefined) return fields.find((field) => plainName(field) === usual)!;
  throw new PstarError(`no field looks like the ${role}`, {
    exitCode: 2,
    where: file,
    remedy: `name it with --${role}-field: there are ${fields.join(", ")}`,
  });
}
