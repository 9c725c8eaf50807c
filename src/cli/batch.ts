import { loadConfig } from "../config/index.ts";
import { count, money } from "../format.ts";
import {
  type BatchPart,
  type ReadBatch,
  readPipelineBatch,
  type WrittenBatch,
  writePipelineBatch,
} from "../pipeline/index.ts";
import type { BatchFlags, BatchWriteFlags } from "./batch-flags.ts";
import { databaseOf, makeFolderOf } from "./database.ts";
import { print } from "./run.ts";
import { typed } from "./typed.ts";
import { interruptibly } from "./work.ts";

/** `pstar batch write FILE -o REQUESTS`: what a pipeline asks of endpoints, as files to upload. */
export async function batchWrite(file: string, flags: BatchWriteFlags): Promise<void> {
  const { config, text } = loadConfig(file);
  const db = databaseOf(config.name, flags.db);
  makeFolderOf(db);
  const written = await interruptibly({ db, quiet: flags.json === true }, (signal, progress) =>
    writePipelineBatch(config, flags.out, {
      db,
      configText: text,
      ...(flags.retryErrors && { retryErrors: true }),
      signal,
      onProgress: progress.report,
    }),
  );
  if (written === undefined) return;
  print(flags.json ? JSON.stringify(written) : writtenReport(written, file, flags));
}

/** `pstar batch read FILE RESULTS…`: what came of it, into the database. */
export async function batchRead(file: string, results: readonly string[], flags: BatchFlags): Promise<void> {
  const { config, text } = loadConfig(file);
  const db = databaseOf(config.name, flags.db);
  makeFolderOf(db);
  const read = await interruptibly({ db, quiet: flags.json === true }, (signal, progress) =>
    readPipelineBatch(config, results, { db, configText: text, signal, onProgress: progress.report }),
  );
  if (read === undefined) return;
  print(flags.json ? JSON.stringify(read) : readReport(read, file, flags));
}

interface Step {
  readonly words: string;
  readonly command?: string;
}

function writtenReport({ parts, waiting }: WrittenBatch, file: string, flags: BatchFlags): string {
  const asked = parts.filter(({ requests }) => requests > 0);
  const total = (of: (part: BatchPart) => number): number => parts.reduce((sum, part) => sum + of(part), 0);
  const known = total((part) => part.known);
  const failed = total((part) => part.failed);
  return [
    ...(asked.length === 0 ? ["Nothing is left to ask now; no file is written."] : asked.map(partLine)),
    ...(known === 0 ? [] : [`Answered already: ${things(known, "request")}.`]),
    ...(failed === 0 ? [] : [`Failed before: ${things(failed, "request")}. --retry-errors writes them too.`]),
    ...next([...asking(asked, file, flags), ...goingOn(waiting, file, flags)]),
  ].join("\n");
}

function partLine({ asker, model, files, requests, atMost }: BatchPart): string {
  const { inputTokens, outputTokens, cost } = atMost;
  const price =
    cost === null
      ? "what they cost is not known: give the model a `price`"
      : `they cost ${money(cost)} at most, as a batch`;
  const tokens = `${count(inputTokens)} tokens in and ${count(outputTokens)} out at most`;
  return `${files.join(", ")}: ${things(requests, "request")} from ${who(asker)} to ${model}, ${tokens}; ${price}.`;
}

const who = (asker: string): string => (asker === "generator" ? "the generator" : `the verifier ${asker}`);

/** How what is written gets its answers. */
function asking(asked: readonly BatchPart[], file: string, flags: BatchFlags): Step[] {
  if (asked.length === 0) return [];
  const uploads = asked.map(({ files, atOpenAI, api, baseUrl, model }): Step => {
    const each = files.join(", ");
    const path = api === "chat" ? "/v1/chat/completions" : "/v1/completions";
    if (atOpenAI) {
      return {
        words: `Upload ${each} at https://platform.openai.com/batches, for ${path}; it takes a day at most.`,
      };
    }
    return {
      words: `Give ${each} to ${baseUrl}, if it takes OpenAI's batch files, or to the model itself, as vLLM can:`,
      command: `vllm run-batch -i ${files[0]} -o results.jsonl --model ${model}`,
    };
  });
  const read = pstar("batch read", file, flags);
  return [
    ...uploads,
    { words: "Read the results, and the errors where there are any:", command: `${read} results.jsonl` },
  ];
}

/** What to do once all that could be asked is answered. */
function goingOn(waiting: readonly string[], file: string, flags: BatchFlags): Step[] {
  if (waiting.length === 0) {
    return [{ words: "Go on; what is answered is not asked again:", command: pstar("run", file, flags) }];
  }
  return [
    {
      words: "Take the answers in; what is answered is not asked again:",
      command: pstar("generate", file, flags),
    },
    {
      words: `Then write what ${waiting.map(who).join(" and ")} will ask about them:`,
      command: `${pstar("batch write", file, flags)} -o requests.jsonl`,
    },
  ];
}

const next = (steps: readonly Step[]): string[] => [
  "",
  "Next:",
  ...steps.flatMap(({ words, command }, i) => [
    `  ${i + 1}. ${words}`,
    ...(command === undefined ? [] : [`       ${command}`]),
  ]),
];

/** Bad lines shown one by one. */
const shown = 5;

function readReport(read: ReadBatch, file: string, flags: BatchFlags): string {
  const { answered, failed, known, unknown, missing, malformed, waiting } = read;
  const lines: readonly (readonly [number, string])[] = [
    [answered, "answers, now in the database"],
    [failed, "failures, kept with their errors"],
    [known, "on what was answered before, which stays"],
    [unknown, "on nothing that is asked here: of another model, prompt, seed or file"],
    [malformed.length, "that cannot be read:"],
  ];
  const total = lines.reduce((sum, [number]) => sum + number, 0);
  const open = missing + failed;
  const again: Step = {
    words: `Without an answer: ${things(open, "request")}. Write them again, or go on and let them be asked one by one:`,
    command: `${pstar("batch write", file, flags)} -o requests.jsonl`,
  };
  return [
    `${things(total, "line")}${total === 0 ? "." : ":"}`,
    ...lines
      .filter(([number]) => number > 0)
      .map(([number, what]) => `${count(number).padStart(8)}  ${what}`),
    ...malformed.slice(0, shown).map((line) => `          ${line}`),
    ...(malformed.length > shown ? [`          … and ${count(malformed.length - shown)} more`] : []),
    ...next([...(open > 0 ? [again] : []), ...goingOn(waiting, file, flags)]),
  ].join("\n");
}

/** A command about the same pipeline, as one would type it. */
const pstar = (command: string, file: string, { db }: BatchFlags): string =>
  `${typed(command, file, {})}${db === undefined ? "" : ` --db ${db}`}`;

const things = (number: number, thing: string): string =>
  `${count(number)} ${thing}${number === 1 ? "" : "s"}`;
