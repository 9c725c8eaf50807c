import { resolve } from "node:path";
import { openSource } from "../datasets/bytes.ts";
import { outputNames, plainName, referenceNames } from "../datasets/field-names.ts";
import { reader } from "../datasets/fields.ts";
import { wholeRows } from "../datasets/formats/blocks.ts";
import { readRecords } from "../datasets/read.ts";
import type { SourceRecord } from "../datasets/record.ts";
import { asText, shown } from "../datasets/values.ts";
import { PstarError } from "../errors.ts";
import { count } from "./format.ts";
import type { RougeFlags } from "./rouge-flags.ts";

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
 * The pairs of two files in their order, or of one that holds both.
 *
 * @throws PstarError where a file can't be read, a field can't be told or holds no text, or one file has fewer texts
 */
export async function* readPairs(flags: RougeFlags): AsyncGenerator<TextPair> {
  const { predictions, references = predictions } = flags;
  const hasBoth = resolve(predictions) === resolve(references);
  if (hasBoth && isPlainText(predictions, flags.predictionField ?? flags.referenceField)) {
    throw new PstarError("holds predictions only: it is a text a line", {
      exitCode: 2,
      where: predictions,
      remedy: "give --references FILE, or a file of rows with a field for each",
    });
  }
  yield* hasBoth ? pairsOfOne(predictions, flags) : pairsOfTwo(predictions, references, flags);
}

async function* pairsOfOne(file: string, flags: RougeFlags): AsyncGenerator<TextPair> {
  let prediction = flags.predictionField;
  let reference = flags.referenceField;
  for await (const row of recordsOf(file)) {
    prediction ??= guessField(row, "prediction", file, reference);
    reference ??= guessField(row, "reference", file, prediction);
    const [text] = textsIn(row, prediction, "prediction", file) as [string];
    yield { prediction: text, references: textsIn(row, reference, "reference", file) };
  }
}

async function* pairsOfTwo(
  predictions: string,
  references: string,
  flags: RougeFlags,
): AsyncGenerator<TextPair> {
  const ours = textsOf(predictions, flags.predictionField, "prediction");
  const theirs = textsOf(references, flags.referenceField, "reference");
  for (let pairs = 0; ; pairs++) {
    const [one, other] = [await ours.next(), await theirs.next()];
    if (one.done && other.done) return;
    if (one.done) throw await shorter(predictions, pairs, references, theirs);
    if (other.done) throw await shorter(references, pairs, predictions, ours);
    yield { prediction: one.value[0]!, references: other.value };
  }
}

/** What is said of a file that ends after `texts`, while one more was read of the `other` and `rest` goes on. */
async function shorter(
  file: string,
  texts: number,
  other: string,
  rest: AsyncGenerator<unknown>,
): Promise<PstarError> {
  let all = texts + 1;
  for await (const _ of rest) all++;
  return new PstarError(`has ${count(texts)} texts, fewer than the ${count(all)} of ${other}`, {
    exitCode: 2,
    where: file,
    remedy: "give two files of as many texts in the same order",
  });
}

async function* textsOf(
  file: string,
  given: string | undefined,
  role: Role,
): AsyncGenerator<readonly string[]> {
  if (isPlainText(file, given)) return yield* linesOf(file);
  let field = given;
  for await (const row of recordsOf(file)) {
    field ??= guessField(row, role, file);
    yield textsIn(row, field, role, file);
  }
}

/** Whether a file is a text a line: unless a field was named, its extension tells. */
const isPlainText = (file: string, field: string | undefined): boolean =>
  field === undefined && !/\.(jsonl|ndjson|json|csv|tsv|parquet)(\.gz)?$/i.test(file);

async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
  const source = await openSource(file);
  for await (const block of wholeRows(source.chunks(), file)) {
    for (const line of block.toString().replace(/\n$/, "").split("\n")) yield [line];
  }
}

async function* recordsOf(file: string): AsyncGenerator<SourceRecord> {
  for await (const batch of readRecords(file)) {
    for (const row of batch) {
      if ("reason" in row)
        throw new PstarError(row.reason, { where: `${file}:${row.line}`, remedy: "mend it" });
      yield row;
    }
  }
}

function guessField({ value }: SourceRecord, role: Role, file: string, taken?: string): string {
  const fields = Object.keys(value).filter((field) => field !== taken);
  for (const name of usualNames[role]) {
    const found = fields.find((field) => plainName(field) === name);
    if (found !== undefined) return found;
  }
  throw new PstarError(`no field looks like the ${role}`, {
    exitCode: 2,
    where: file,
    remedy: `name it with --${role}-field: there are ${shown(fields)}`,
  });
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
