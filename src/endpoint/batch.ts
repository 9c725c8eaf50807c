import { closeSync, createReadStream, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { parse } from "node:path";
import { z } from "zod";
import { PstarError } from "../errors.ts";
import { readAnswer } from "./answer.ts";
import { chatBody, completionBody, isOpenAI } from "./body.ts";
import { clean, createScrubber } from "./clean.ts";
import type { EndpointContext } from "./context.ts";
import { requestKey } from "./key.ts";
import type { Call } from "./ledger.ts";
import { type EndpointOptions, identityOf } from "./options.ts";
import { costOf, listPrice } from "./prices.ts";
import type { EndpointRequest } from "./request.ts";

type Options = Pick<EndpointOptions, "baseUrl" | "model" | "api" | "price" | "key">;
type Context = Pick<EndpointContext, "ledger" | "environment">;

/** What OpenAI takes as one batch. */
const mostRequests = 50_000;
const mostBytes = 200_000_000;

/** What OpenAI asks for a batch's tokens, as a share of the price. */
const batchShare = 0.5;

/** Files of a batch. */
export interface BatchFiles {
  readonly files: readonly string[];
  readonly requests: number;
  /** Requests left out because their answers are in the ledger. */
  readonly known: number;
}

/**
 * Writes requests in OpenAI's batch format: a JSON line each with the request's key as `custom_id`, and as `body` what the client
 * would send. What the ledger has an answer to is left out, equal requests are written once, and what is more than a batch may hold
 * goes into further files beside the first: `requests.jsonl`, `requests-2.jsonl`, …
 *
 * @param limits of one file, OpenAI's by default
 * @throws PstarError where a file cannot be written
 */
export function writeBatch(
  path: string,
  options: Options,
  requests: Iterable<EndpointRequest>,
  { ledger, environment }: Context,
  limits: { readonly requests: number; readonly bytes: number } = {
    requests: mostRequests,
    bytes: mostBytes,
  },
): BatchFiles {
  const identity = identityOf(options, environment);
  const seen = new Set<string>();
  const writer = createWriter(path, limits);
  let known = 0;
  try {
    for (const request of requests) {
      const key = requestKey(identity, request);
      if (seen.has(key)) continue;
      seen.add(key);
      if (ledger.find(key) !== undefined) known++;
      else writer.write(JSON.stringify({ custom_id: key, method: "POST", ...sent(identity, request) }));
    }
    return { files: writer.close(), requests: seen.size - known, known };
  } catch (error) {
    writer.abandon();
    if (error instanceof Error && "code" in error) throw unwritable(path, error);
    throw error;
  }
}

const sent = (to: ReturnType<typeof identityOf>, request: EndpointRequest) =>
  to.api === "chat"
    ? { url: "/v1/chat/completions", body: chatBody(to, request) }
    : { url: "/v1/completions", body: completionBody(to, request) };

function createWriter(path: string, limits: { readonly requests: number; readonly bytes: number }) {
  const { dir, name, ext } = parse(path);
  const files: string[] = [];
  const temporary = `${path}.${process.pid}.tmp`;
  let file: number | undefined;
  let [lines, bytes] = [0, 0];

  const finish = (): void => {
    if (file === undefined) return;
    fsyncSync(file);
    closeSync(file);
    file = undefined;
    const own = files.length === 0 ? path : `${dir === "" ? "" : `${dir}/`}${name}-${files.length + 1}${ext}`;
    renameSync(temporary, own);
    files.push(own);
  };

  return {
    write(text: string): void {
      const line = Buffer.from(`${text}\n`);
      if (lines === limits.requests || bytes + line.length > limits.bytes) finish();
      if (file === undefined) {
        file = openSync(temporary, "w");
        [lines, bytes] = [0, 0];
      }
      writeSync(file, line);
      lines++;
      bytes += line.length;
    },
    close(): readonly string[] {
      finish();
      return files;
    },
    abandon(): void {
      if (file !== undefined) closeSync(file);
      rmSync(temporary, { force: true });
    },
  };
}

/** What a batch's result files hold, by their lines and by the requests that were asked about. */
export interface BatchResults {
  /** Lines with an answer, now in the ledger. */
  readonly answered: number;
  /** Lines with a failure, which the ledger has too. */
  readonly failed: number;
  /** Lines on requests that the ledger had an answer to, which stays. */
  readonly known: number;
  /** Lines with an id that none of the requests has: of another model, prompt or run. */
  readonly unknown: number;
  /** Requests that neither a line nor the ledger has an answer or a failure to. */
  readonly missing: number;
  /** One line for each line that cannot be read: where it is, and why. */
  readonly malformed: readonly string[];
}

const resultLine = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.int(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

type ResultLine = z.infer<typeof resultLine>;

/**
 * Reads a batch's result and error files into the ledger. An answer that is there stays; a batch's tokens are booked at half the price
 * where OpenAI made it.
 *
 * @param requests all that may have been asked: what the batch was written from
 * @throws PstarError (exit code 2) where a file cannot be read
 */
export async function readBatch(
  paths: readonly string[],
  options: Options,
  requests: Iterable<EndpointRequest>,
  { ledger, environment }: Context,
): Promise<BatchResults> {
  const identity = identityOf(options, environment);
  const samples = new Map<string, number>();
  for (const request of requests) samples.set(requestKey(identity, request), request.samples ?? 1);
  const open = new Set([...samples.keys()].filter((key) => ledger.find(key) === undefined));
  const counts = { answered: 0, failed: 0, known: 0, unknown: 0 };
  const malformed: string[] = [];
  const price = batchPrice(options, identity.baseUrl);
  const scrub = createScrubber(environment[options.key]?.trim() || undefined);

  for (const path of paths) {
    for await (const { text, number } of linesOf(path)) {
      const line = parseLine(scrub(text));
      if (typeof line === "string") malformed.push(`${path}:${number}: ${line}`);
      else if (!samples.has(line.custom_id)) counts.unknown++;
      else if (ledger.find(line.custom_id) !== undefined) counts.known++;
      else {
        const call = callOf(line, options.api, samples.get(line.custom_id)!, price);
        ledger.record(call);
        counts[call.error === null ? "answered" : "failed"]++;
        open.delete(call.key);
      }
    }
  }
  return { ...counts, missing: open.size, malformed };
}

/** What a batch's tokens cost: half at OpenAI, the model's price elsewhere; undefined where it has none. */
export function batchPrice(options: Pick<Options, "model" | "price">, baseUrl: string): Options["price"] {
  const price = options.price ?? listPrice(baseUrl, options.model);
  if (price === undefined || !isOpenAI(baseUrl)) return price;
  const { input, output, cachedInput = input } = price;
  return { input: input * batchShare, output: output * batchShare, cachedInput: cachedInput * batchShare };
}

/** The line, or what is wrong with it. */
function parseLine(text: string): ResultLine | string {
  let value: unknown;
  try {
    // A byte order mark is white space to `trim`, but not to JSON.
    value = JSON.parse(text.trim());
  } catch {
    return "is no JSON, or only the start of it";
  }
  const { data, error } = resultLine.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  return `is no result of a batch: ${[...issue!.path, issue!.message].join(": ")}`;
}

function callOf(
  { custom_id: key, response, error }: ResultLine,
  api: Options["api"],
  samples: number,
  price: Options["price"],
): Call {
  const status = response?.status_code ?? 0;
  const text = JSON.stringify(response?.body ?? null);
  const common = { key, status, attempts: 1, latencySeconds: 0 };
  const failure = { response: null, inputTokens: null, outputTokens: null, cost: null };
  if (status !== 200) return { ...common, ...failure, error: failureOf(response?.body, error, status) };
  const reading = readAnswer(api, text, samples);
  const { usage } = reading;
  const used = {
    inputTokens: usage?.inputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    cost: usage === null || price === undefined ? null : costOf(price, usage),
  };
  return reading.kind === "answer"
    ? { ...common, ...used, response: text, error: null }
    : { ...common, ...used, response: null, error: reading.reason };
}

const told = z.object({ error: z.object({ message: z.string() }) });

function failureOf(body: unknown, error: ResultLine["error"], status: number): string {
  const message = error?.message ?? error?.code ?? told.safeParse(body).data?.error.message;
  return clean(message ?? (status === 0 ? "neither an answer nor an error" : `HTTP ${status}`));
}

/** The lines of a file that are not blank, numbered from 1. Only line feeds end them: JSON may hold other separators as they are. */
async function* linesOf(path: string): AsyncGenerator<{ text: string; number: number }> {
  let rest = "";
  let number = 0;
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const text of lines) {
        number++;
        if (text.trim() !== "") yield { text, number };
      }
    }
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    const message = cause.code === "ENOENT" ? "no such file" : `cannot be read (${cause.code})`;
    throw new PstarError(message, { exitCode: 2, where: path, cause });
  }
  if (rest.trim() !== "") yield { text: rest, number: number + 1 };
}

const unwritable = (path: string, cause: Error): PstarError =>
  new PstarError(`cannot be written: ${cause.message}`, {
    where: path,
    remedy: "free some space or choose a folder you may write in, then run again",
    cause,
  });
