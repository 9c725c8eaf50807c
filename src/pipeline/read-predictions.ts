import { readRecords } from "../datasets/read.ts";
import type { Prompt } from "../datasets/record.ts";
import { promptText } from "../datasets/record.ts";
import { asText } from "../datasets/values.ts";
import { PstarError } from "../errors.ts";
import type { Answer } from "../generators/generator.ts";
import { publicId, type StoredExample } from "../store/index.ts";

/** How a file of predictions and the inputs they are to answer went together. */
export interface PredictionCounts {
  readonly inputs: number;
  /** Inputs that no row answers. */
  readonly missing: number;
  /** Inputs whose row has no output. */
  readonly failed: number;
  /** Rows that repeat another word for word. */
  readonly repeated: number;
  /** Rows that answer no input there is. */
  readonly unknown: number;
}

export interface MatchedPredictions {
  /** An answer for each example, in their order. */
  readonly answers: readonly Answer[];
  readonly counts: PredictionCounts;
}

interface Row {
  readonly line: number;
  readonly output: string | null;
}

/**
 * The answers that a file has for `examples`: rows of `output` and of `id` (`e4-17`) or `input`. An output of null, or none,
 * is a failed row; its `error` says why.
 *
 * @throws PstarError (exit code 2) where the file cannot be read or no row answers any example; (exit code 1) where a row
 *   cannot be used or two answer one example differently
 */
export async function readPredictions(
  path: string,
  examples: readonly StoredExample[],
): Promise<MatchedPredictions> {
  const byId = new Map(examples.map((example, i) => [publicId("example", example.id), i]));
  const byInput = Map.groupBy(examples.keys(), (i) => examples[i]!.input);
  const found = new Array<(Row & { readonly error: string | null }) | undefined>(examples.length);
  let [rows, unknown, repeated] = [0, 0, 0];
  const conflicts: [number, number][] = [];
  for await (const batch of readRecords(path)) {
    for (const record of batch) {
      if ("reason" in record) throw unusable(path, record.line, record.reason);
      rows++;
      const { line, value } = record;
      const row = { line, output: outputOf(path, line, value), error: asText(value.error) };
      const places = placesOf(path, line, value, { examples, byId, byInput });
      if (places.length === 0) unknown++;
      for (const place of places) {
        const before = found[place];
        if (before === undefined) found[place] = row;
        else if (before.output === row.output) repeated++;
        else conflicts.push([before.line, line]);
      }
    }
  }
  const [conflict] = conflicts;
  if (conflict !== undefined) {
    const [first, second] = conflict;
    throw new PstarError(
      `${rowsOf(conflicts.length)} answer an input that another answers differently, first lines ${first} and ${second}`,
      { where: path, remedy: "leave one answer to each input" },
    );
  }
  if (unknown === rows) {
    throw new PstarError(`none of its ${rowsOf(rows)} answers one of the ${examples.length} test inputs`, {
      exitCode: 2,
      where: path,
      remedy: "write the inputs with --write-inputs FILE, and answer those",
    });
  }
  const missing = examples.filter((_, i) => found[i] === undefined).length;
  const failed = found.filter((row) => row !== undefined && row.output === null).length;
  return {
    answers: examples.map((_, i) => answerOf(found[i])),
    counts: { inputs: examples.length, missing, failed, repeated, unknown },
  };
}

type Value = Readonly<Record<string, unknown>>;

interface Known {
  readonly examples: readonly StoredExample[];
  readonly byId: ReadonlyMap<string, number>;
  readonly byInput: ReadonlyMap<string, readonly number[]>;
}

/** Which examples a row answers: the one it names, or all with its input. */
function placesOf(path: string, line: number, value: Value, known: Known): readonly number[] {
  const id = asText(value.id);
  const input = value.input == null ? null : promptText(value.input as Prompt);
  if (id === null && input === null) throw unusable(path, line, 'has neither "id" nor "input"');
  const place = id === null ? undefined : known.byId.get(id);
  if (place === undefined) return input === null ? [] : (known.byInput.get(input) ?? []);
  if (
    input !== null &&
    input !== known.examples[place]!.input &&
    !known.examples[place]!.format.startsWith("chat")
  ) {
    throw unusable(path, line, `names ${id}, whose input is another`);
  }
  return [place];
}

function outputOf(path: string, line: number, value: Value): string | null {
  const { output } = value;
  if (output == null && ("output" in value || asText(value.error) !== null)) return null;
  const text = asText(output);
  if (text === null) throw unusable(path, line, 'has no text in "output"');
  return text;
}

function answerOf(row: (Row & { readonly error: string | null }) | undefined): Answer {
  if (row === undefined) return { error: "no prediction" };
  if (row.output === null) return { error: row.error ?? "a prediction without output" };
  return {
    output: row.output,
    tokens: null,
    tokenLogProbabilities: null,
    logProbability: null,
    finishReason: "file",
  };
}

const rowsOf = (count: number): string => `${count} row${count === 1 ? "" : "s"}`;

const unusable = (path: string, line: number, reason: string): PstarError =>
  new PstarError(reason, {
    where: `${path}:${line}`,
    remedy: 'a row is {"id" or "input", "output"}: mend it, or leave it out',
  });
