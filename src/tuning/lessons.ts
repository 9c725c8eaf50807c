import { z } from "zod";
import { readRecords } from "../datasets/read.ts";
import type { Message, Prompt } from "../datasets/record.ts";
import { PstarError } from "../errors.ts";

/** What a model is asked, and the answer it is to give. */
export interface Lesson {
  readonly prompt: Prompt;
  readonly answer: string;
}

/** What a model is asked, the answer it is to prefer and the one to avoid. */
export interface Preference {
  readonly prompt: Prompt;
  readonly chosen: string;
  readonly rejected: string;
}

const text = z.string();
const turn = z.object({
  role: z.string(),
  content: z.string(),
  /** Axolotl's mark, and OpenAI's: whether a turn is learnt. */
  training: z.boolean().optional(),
  weight: z.number().optional(),
});
const chat = z.array(turn).min(1);
const answer = z.union([text, z.tuple([turn]).transform(([{ content }]) => content)]);
const prompt = z.union([text, chat.transform((turns) => turns.map(plain))]);

const plain = ({ role, content }: Message): Message => ({ role, content });

const promptCompletion = z
  .object({ prompt, completion: answer })
  .transform(({ prompt, completion }): Lesson[] => [{ prompt, answer: completion }]);

/** Every answer of a chat is learnt given what was said before, unless marks say which. */
const messages = z.object({ messages: chat }).transform(({ messages }): Lesson[] =>
  messages.flatMap(({ role, content, training, weight }, i) => {
    const isLearnt = role === "assistant" && training !== false && weight !== 0;
    return isLearnt && i > 0 ? [{ prompt: messages.slice(0, i).map(plain), answer: content }] : [];
  }),
);

/** A question, under the instruction where there are both, as `pstar export` writes them. */
const alpaca = z
  .object({ instruction: text, input: text.optional(), output: text })
  .transform(({ instruction, input, output }): Lesson[] => [
    { prompt: input ? `${instruction}\n\n${input}` : instruction, answer: output },
  ]);

const preference = z.object({ prompt, chosen: answer, rejected: answer });

/** Kinds of rows, told apart by their columns. */
const kinds = [
  { columns: ["prompt", "chosen", "rejected"], schema: preference },
  { columns: ["prompt", "completion"], schema: promptCompletion },
  { columns: ["messages"], schema: messages },
  { columns: ["instruction", "output"], schema: alpaca },
] as const;

/**
 * What a file of training rows teaches, in its order.
 *
 * @throws PstarError (exit code 2) naming the first line that teaches nothing, or is of pairs that supervised tuning can't learn
 */
export const readLessons = (path: string): Promise<Lesson[]> =>
  readAll(path, (row, where) => {
    const kind = kindOf(row, where);
    if (kind.schema === preference)
      throw new PstarError("holds preference pairs, and supervised tuning learns answers", {
        exitCode: 2,
        where,
        remedy: "set objective.kind to dpo, or export as trl-prompt-completion",
      });
    return parsed(kind.schema, row, where) as Lesson[];
  });

/** As `readLessons`, of preference pairs. */
export const readPreferences = (path: string): Promise<Preference[]> =>
  readAll(path, (row, where) => {
    if (kindOf(row, where).schema !== preference)
      throw new PstarError("holds no preference pairs", {
        exitCode: 2,
        where,
        remedy:
          "give rows of prompt, chosen and rejected, as `pstar export --format preference` writes, or set objective.kind to sft",
      });
    return [parsed(preference, row, where)];
  });

type Row = Readonly<Record<string, unknown>>;

async function readAll<T>(path: string, read: (row: Row, where: string) => T[]): Promise<T[]> {
  const all: T[] = [];
  for await (const records of readRecords(path))
    for (const record of records) {
      const where = `${path}:${record.line}`;
      if ("reason" in record) throw new PstarError(record.reason, { exitCode: 2, where });
      for (const one of read(record.value, where)) all.push(one);
    }
  return all;
}

function kindOf(row: Row, where: string): (typeof kinds)[number] {
  const kind = kinds.find(({ columns }) => columns.every((column) => column in row));
  if (kind !== undefined) return kind;
  throw new PstarError(`is no training row: it has ${Object.keys(row).join(", ") || "no columns"}`, {
    exitCode: 2,
    where,
    remedy: `give ${kinds.map(({ columns }) => columns.join(" + ")).join(", or ")}; \`pstar export\` writes such files`,
  });
}

function parsed<Schema extends z.ZodType>(schema: Schema, row: Row, where: string): z.output<Schema> {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new PstarError(`${issue!.path.join(".")}: ${issue!.message}`, { exitCode: 2, where });
}
