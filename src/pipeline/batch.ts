import { join, parse } from "node:path";
import type { PipelineConfig } from "../config/index.ts";
import { type BatchFiles, type BatchResults, batchPrice, readBatch, writeBatch } from "../endpoint/batch.ts";
import { isOpenAI } from "../endpoint/body.ts";
import { type CostAtMost, costAtMost } from "../endpoint/cost.ts";
import { identityOf } from "../endpoint/options.ts";
import type { EndpointRequest } from "../endpoint/request.ts";
import { findAnswer, publicId, type Store } from "../store/index.ts";
import { distinctRequests, ledgerOf, type ReadyOptions, type ReadyStage, whenReady } from "./ready.ts";

/** What one asker of a pipeline has in batch files, and whom it asks. */
export interface BatchPart extends BatchFiles, ReturnType<typeof identityOf> {
  /** `generator`, or a judge by its name. */
  readonly asker: string;
  /** Whether it is OpenAI's own server, which takes half the price. */
  readonly atOpenAI: boolean;
  /** Requests left out because they failed in a stage that is done. */
  readonly failed: number;
  /** The most that the requests in the files can cost, at the price of a batch. */
  readonly atMost: CostAtMost;
}

export interface WrittenBatch {
  readonly run: string;
  readonly db: string;
  readonly parts: readonly BatchPart[];
  /** Judges of answers that are not all there yet: what they ask is not known. */
  readonly waiting: readonly string[];
}

/**
 * Writes all that a pipeline asks of endpoints, and has no answer to in its database, in OpenAI's batch format: what its
 * generator is asked, and what its judges are about answers that are there. Makes the inputs that are asked about; sends
 * nothing. The second asker with anything to ask has files of its own: `requests.NAME.jsonl` beside `requests.jsonl`.
 *
 * @throws PstarError where nothing of the pipeline can be asked, or a file cannot be written
 */
export function writePipelineBatch(
  file: PipelineConfig,
  path: string,
  options: ReadyOptions,
): Promise<WrittenBatch> {
  return whenReady(file, options, (store, { runId, ready, waiting }) => {
    const owners = new Map<string, number>();
    const parts: BatchPart[] = [];
    for (const [asker, stages] of ready) {
      const isFirst = parts.every(({ files }) => files.length === 0);
      parts.push(writePart(store, asker, stages, isFirst ? path : beside(path, asker), owners));
    }
    return { run: publicId("run", runId), db: store.path, parts, waiting };
  });
}

function writePart(
  store: Store,
  asker: string,
  stages: readonly ReadyStage[],
  path: string,
  owners: Map<string, number>,
): BatchPart {
  const { options } = stages[0]!;
  const identity = identityOf(options);
  const priced = { ...options, price: batchPrice(options, identity.baseUrl) };
  const costOf = (requests: readonly EndpointRequest[]) => costAtMost(priced, requests, 1, process.env);
  let failed = 0;
  let atMost = costOf([]);

  function* wanted(): Generator<EndpointRequest> {
    for (const { key, request, isDone } of distinctRequests(store, stages, owners)) {
      const isNew = findAnswer(store, key) === undefined;
      if (isNew && isDone) failed++;
      else yield request;
      if (isNew && !isDone) atMost = sum(atMost, costOf([request]));
    }
  }
  const context = { ledger: ledgerOf(store, owners), environment: process.env };
  const files = writeBatch(path, options, wanted(), context);
  return { asker, ...identity, atOpenAI: isOpenAI(identity.baseUrl), ...files, failed, atMost };
}

function sum(a: CostAtMost, b: CostAtMost): CostAtMost {
  return {
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cost: a.cost === null || b.cost === null ? null : a.cost + b.cost,
  };
}

/** `requests.jsonl` → `requests.NAME.jsonl` */
function beside(path: string, asker: string): string {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}.${asker}${ext}`);
}

/** What result files hold, by their lines and by what the pipeline asks. */
export interface ReadBatch extends BatchResults {
  readonly run: string;
  readonly db: string;
  /** Judges of answers that are not all there yet: lines for them are unknown. */
  readonly waiting: readonly string[];
}

/**
 * Reads result and error files of a batch into a pipeline's database, each answer as a call of the stage that asks for it.
 *
 * @throws PstarError where nothing of the pipeline can be asked, or a file cannot be read
 */
export function readPipelineBatch(
  file: PipelineConfig,
  paths: readonly string[],
  options: ReadyOptions,
): Promise<ReadBatch> {
  return whenReady(file, options, async (store, { runId, ready, waiting }) => {
    const owners = new Map<string, number>();
    const context = { ledger: ledgerOf(store, owners), environment: process.env };
    const results: BatchResults[] = [];
    for (const stages of ready.values()) {
      results.push(await readBatch(paths, stages[0]!.options, requestsOf(store, stages, owners), context));
    }
    return { run: publicId("run", runId), db: store.path, ...together(results), waiting };
  });
}

function* requestsOf(
  store: Store,
  stages: readonly ReadyStage[],
  owners: Map<string, number>,
): Generator<EndpointRequest> {
  for (const { request } of distinctRequests(store, stages, owners)) yield request;
}

/** One account of the same lines as each asker knew its own of them. */
function together(results: readonly BatchResults[]): BatchResults {
  const total = (count: (one: BatchResults) => number): number =>
    results.reduce((before, one) => before + count(one), 0);
  const own = ({ answered, failed, known }: BatchResults): number => answered + failed + known;
  const [first] = results as readonly [BatchResults, ...BatchResults[]];
  return {
    answered: total(({ answered }) => answered),
    failed: total(({ failed }) => failed),
    known: total(({ known }) => known),
    unknown: own(first) + first.unknown - total(own),
    missing: total(({ missing }) => missing),
    malformed: first.malformed,
  };
}
