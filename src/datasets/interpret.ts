import { reader } from "./fields.ts";
import { createHashIndex } from "./hash-index.ts";
import type { Mapping, Prompt, SourceRecord } from "./record.ts";
import { blanks, createTextReader } from "./texts.ts";
import { asLabel, asNumber, asText, shown } from "./values.ts";

/** Labels that stand in a file of their own, by the id of the candidate. */
export type Labels = ReadonlyMap<string, { readonly label: number; readonly weight: number }>;

/** What one row says. One object serves all rows, so whoever keeps something of it copies that. */
export interface Reading {
  /** The row's own id, else its line. */
  id: string;
  input: Prompt | null;
  /** As many as there are candidates, empty texts where outputs are not needed. */
  outputs: readonly string[];
  reference: string;
  group: string | null;
  /** Of each candidate, NaN where nobody has said. */
  readonly labels: number[];
  readonly weights: number[];
  /** Candidates × scores, row-major. */
  readonly scores: number[];
}

/** @returns why the row can't be taken; null when `reading` holds what it says */
export type Interpreter = (record: SourceRecord) => string | null;

export const candidateId = (id: string, candidates: number, k: number): string =>
  candidates === 1 ? id : `${id}.${k}`;

/**
 * The one place that decides what a row means. It remembers the ids of the rows it took: one that comes again is refused.
 *
 * @param needsOutput false where only their number matters: outputs are looked at for that alone, and may be missing
 */
export function createInterpreter(
  mapping: Mapping,
  { labels, needsOutput = true }: { labels?: Labels | undefined; needsOutput?: boolean } = {},
): { readonly reading: Reading; readonly interpret: Interpreter } {
  const reading: Reading = {
    id: "",
    input: null,
    outputs: [],
    reference: "",
    group: null,
    labels: [],
    weights: [],
    scores: [],
  };
  const readId = optional(mapping.id);
  const readReference = optional(mapping.reference);
  const readGroup = optional(mapping.group);
  const readText = createTextReader(mapping, needsOutput);
  const label = createNumbers(mapping.label, asLabel, "says neither yes nor no, nor a number from 0 to 1");
  const weight = createNumbers(mapping.weight, asNumber, "is no number");
  const scores = mapping.scores.map((name) => createNumbers(name, asNumber, "is no number"));
  const perCandidate = [label, weight, ...scores];
  const checkId = mapping.id === null ? null : createIdCheck();

  const interpret = (record: SourceRecord): string | null => {
    const { value, line } = record;
    reading.id = asText(readId(value)) || String(line);
    const reason = readText(value, reading);
    if (reason !== null) return reason;
    reading.reference = asText(readReference(value)) ?? "";
    reading.group = asText(readGroup(value)) || null;
    for (const field of perCandidate) field.look(value);
    if (!needsOutput) reading.outputs = sized(reading.outputs, perCandidate);
    const count = reading.outputs.length;
    return readNumbers(count) ?? checkId?.(reading.id, line) ?? null;
  };

  const readNumbers = (count: number): string | null => {
    reading.labels.length = reading.weights.length = count;
    reading.scores.length = count * scores.length;
    for (let k = 0; k < count; k++) {
      for (let j = 0; j < scores.length; j++) {
        const score = scores[j]!.of(k, count);
        if (typeof score === "string") return score;
        reading.scores[k * scores.length + j] = score;
      }
      const given = labels?.get(candidateId(reading.id, count, k));
      const own = given?.label ?? label.of(k, count);
      if (typeof own === "string") return own;
      const times = given?.weight ?? weight.of(k, count);
      if (typeof times === "string") return times;
      if (times < 0) return `"${mapping.weight}" is below 0: ${times}`;
      if (times === 0 && !Number.isNaN(own))
        return `"${mapping.weight}" is 0: its label would stand for no row`;
      reading.labels[k] = own;
      reading.weights[k] = Number.isNaN(times) ? 1 : times;
    }
    return null;
  };

  return { reading, interpret };
}

const nothing = (): undefined => undefined;
const optional = (name: string | null): ReturnType<typeof reader> => (name === null ? nothing : reader(name));

/** Numbers that a row gives once for all its candidates, or as a list of one each. */
function createNumbers(name: string | null, read: (value: unknown) => number | undefined, wrong: string) {
  const field = optional(name);
  let value: unknown;
  let list: readonly unknown[] | null = null;
  return {
    look(row: SourceRecord["value"]): void {
      value = field(row);
      list = Array.isArray(value) ? value : null;
    },
    /** How many it gives, 0 where it is no list. */
    get count(): number {
      return list?.length ?? 0;
    },
    /** The number of candidate k of `count`, or what is wrong with it. */
    of(k: number, count: number): number | string {
      if (list !== null && list.length !== count) {
        return `"${name}" lists ${list.length} numbers for ${count} ${count === 1 ? "candidate" : "candidates"}`;
      }
      const one = list === null ? value : list[k];
      return read(one) ?? `"${name}" ${wrong}: ${shown(one)}`;
    },
  };
}

/** As many outputs as there are, else as some number lists; one where nothing is a list. */
function sized(outputs: readonly string[], fields: readonly { readonly count: number }[]): readonly string[] {
  if (outputs.length > 0) return outputs;
  for (const { count } of fields) if (count > 0) return blanks(count);
  return blanks(1);
}

function createIdCheck(): (id: string, line: number) => string | null {
  const index = createHashIndex();
  let lines = new Float64Array(1 << 10);
  return (id, line) => {
    const before = index.size;
    const number = index.add(id);
    if (number < before) return `has the id ${shown(id)} that line ${lines[number]} has already`;
    if (number === lines.length) {
      const grown = new Float64Array(lines.length * 2);
      grown.set(lines);
      lines = grown;
    }
    lines[number] = line;
    return null;
  };
}
