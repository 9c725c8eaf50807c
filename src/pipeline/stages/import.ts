import { basename } from "node:path";
import { type BadRows, createBadRows } from "../../datasets/bad-rows.ts";
import { createHashIndex } from "../../datasets/hash-index.ts";
import { type BadRow, type ImportedRow, type Mapping, promptText } from "../../datasets/record.ts";
import { readRows } from "../../datasets/rows.ts";
import {
  type CandidateRow,
  type ExampleRow,
  rowId,
  type Store,
  writeCandidates,
  writeExamples,
  writeLabels,
} from "../../store/index.ts";
import { nextTurn } from "../next-turn.ts";
import { defineStage, type Stage } from "../stage.ts";

/** A file of candidates made elsewhere, and how to read it. */
export interface ImportSource {
  readonly file: string;
  /** SHA-256 of its content: a changed file is another import, a moved one is not. */
  readonly sha256: string;
  readonly mapping: Mapping;
  readonly maxBadRows: number;
  /** Where malformed rows are put aside. */
  readonly rejects: string;
}

/** The split of examples that came from a file. */
const split = "imported";

/**
 * Inputs, candidates and labels of a file, in one pass. A candidate keeps its id, its line and its other fields, its
 * scores and its kind among them, and its reference where its input has another. An interrupted import starts over: what
 * is written stays as it is.
 */
export function importStage({ file, sha256, mapping, maxBadRows, rejects }: ImportSource): Stage {
  return defineStage({
    kind: "import",
    name: basename(file),
    version: 2,
    options: { sha256, mapping },
    inputs: [],
    rows: null,
    unit: "rows",
    resource: "main",
    async work({ store, stageId, signal, report }) {
      const bad = createBadRows(file, maxBadRows, rejects);
      const writer = rowWriter(store, stageId, mapping);
      try {
        for await (const batch of readRows(file, mapping, {})) {
          signal.throwIfAborted();
          writer.write(goodRows(batch, bad));
          report(writer.rows());
          await nextTurn();
        }
      } finally {
        bad.close();
      }
      const kept = writer.rows();
      const summary = { file, inputs: writer.inputs(), labelled: writer.labelled() };
      return { input: kept + bad.count, kept, rejected: bad.count, failed: 0, summary };
    },
  });
}

function goodRows(batch: readonly (ImportedRow | BadRow)[], bad: BadRows): ImportedRow[] {
  const good: ImportedRow[] = [];
  for (const row of batch) {
    if ("reason" in row) bad.add(row);
    else good.push(row);
  }
  return good;
}

/** Writes rows as they come: an input the first time it is seen, then its candidates. */
function rowWriter(store: Store, stageId: number, mapping: Mapping) {
  const inputs = createHashIndex();
  const samples: number[] = [];
  const references = createHashIndex();
  /** Of each input, the number of the reference it was first seen with. */
  const referenceOf: number[] = [];
  let rows = 0;
  let labelled = 0;

  const write = (batch: readonly ImportedRow[]): void => {
    const firstInput = samples.length;
    const examples: ExampleRow[] = [];
    const candidates = batch.map((row): CandidateRow => {
      const text = promptText(row.input);
      const input = inputs.add(text);
      const reference = references.add(row.reference);
      if (input === samples.length) {
        samples.push(0);
        referenceOf.push(reference);
        const format = typeof row.input === "string" ? "text" : "chat";
        examples.push({ input: text, reference: row.reference, split, format });
      }
      const { id: sourceId, line: sourceLine, output } = row;
      const fields = fieldsOf(row, mapping, reference !== referenceOf[input]);
      return {
        exampleId: rowId(stageId, input),
        sample: samples[input]++,
        output,
        sourceId,
        sourceLine,
        fields,
      };
    });
    store.write(() => {
      writeExamples(store, stageId, firstInput, examples);
      writeCandidates(store, stageId, rows, candidates);
      writeLabels(store, stageId, stageId, "the file of candidates", labelsOf(batch, rows));
    });
    rows += batch.length;
    labelled += batch.filter(({ label }) => label !== null).length;
  };
  return { write, rows: () => rows, inputs: () => samples.length, labelled: () => labelled };
}

/**
 * All that a verifier, a share per kind or a cap may ask of a row later.
 *
 * @param hasOwnReference whether its reference is another than that of its input
 */
function fieldsOf(
  row: ImportedRow,
  { scores, group, reference }: Mapping,
  hasOwnReference: boolean,
): Record<string, string | number | boolean> {
  const named = scores.flatMap((name, i) => (Number.isFinite(row.scores[i]) ? [[name, row.scores[i]!]] : []));
  return {
    ...row.fields,
    ...Object.fromEntries(named),
    ...(group !== null && row.group !== null && { [group]: row.group }),
    ...(reference !== null && hasOwnReference && row.reference !== "" && { [reference]: row.reference }),
  };
}

function labelsOf(batch: readonly ImportedRow[], first: number) {
  const places = [...batch.keys()].filter((i) => batch[i]!.label !== null);
  return {
    positions: places.map((i) => first + i),
    values: places.map((i) => batch[i]!.label!),
    weights: places.map((i) => batch[i]!.weight),
  };
}
