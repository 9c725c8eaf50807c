import { resolve } from "node:path";
import { z } from "zod";
import { promptText } from "../datasets/record.ts";
import { readRows } from "../datasets/rows.ts";
import { openSource } from "../datasets/source.ts";
import { PstarError } from "../errors.ts";
import { readOutside } from "../outside.ts";
import type { Answer, Generated, GeneratorKind } from "./generator.ts";
import { samplingOptions } from "./sampling.ts";

export const fileOptions = z.strictObject({
  kind: z.literal("file").describe("Answers made elsewhere"),
  file: z
    .string()
    .min(1)
    .describe("JSONL, JSON, CSV, TSV or Parquet, gzipped or not; from this file's folder"),
  fields: z
    .strictObject({
      input: z.string().min(1).optional().describe("What the model was asked"),
      output: z.string().min(1).optional().describe("What it answered: a text, or a list of several answers"),
    })
    .prefault({})
    .describe("Which field holds what; what is left out is guessed from the first rows"),
  sampling: samplingOptions
    .pick({ samples: true })
    .prefault({})
    .describe("How many of an input's answers are taken, the first ones"),
});

/** An input's answers are those of the file's rows with that very input, in their order. */
export const file: GeneratorKind<z.infer<typeof fileOptions>> = {
  fingerprint: ({ file }, folder) => readOutside(file, folder).hash,
  identity: ({ fields }) => ({ kind: "file", fields }),
  async create({ file, fields }, { folder }) {
    const path = resolve(folder, file);
    const answers = await readAnswers(path, fields);
    const answer = (input: string, k: number): Answer =>
      answers.get(input)?.[k] ?? missing(answers, input, path);
    return {
      parallel: 1,
      rowsTogether: 1024,
      generate: async (items) =>
        items.map(({ example, seeds }) => seeds.map((_, k) => answer(example.input, k))),
      release: async () => {},
    };
  },
};

const nothingElse = { id: null, label: null, weight: null, reference: null, scores: [], group: null };

async function readAnswers(
  path: string,
  fields: z.infer<typeof fileOptions>["fields"],
): Promise<ReadonlyMap<string, Generated[]>> {
  const { input, output } = fields;
  const { mapping } = await openSource(path, {
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...nothingElse,
  });
  const answers = new Map<string, Generated[]>();
  for await (const batch of readRows(path, mapping)) {
    for (const row of batch) {
      if ("reason" in row) {
        throw new PstarError(row.reason, {
          where: `${path}:${row.line}`,
          remedy: "mend the row, or leave it out of the file",
        });
      }
      const input = promptText(row.input);
      const known = answers.get(input) ?? [];
      known.push(answerOf(row.output));
      answers.set(input, known);
    }
  }
  return answers;
}

const answerOf = (output: string): Generated => ({
  output,
  tokens: null,
  tokenLogProbabilities: null,
  logProbability: null,
  finishReason: "file",
});

function missing(answers: ReadonlyMap<string, Generated[]>, input: string, path: string): Answer {
  const there = answers.get(input)?.length ?? 0;
  return { error: `${path} has ${there === 0 ? "no answer" : `only ${there} of the answers`} to this input` };
}
