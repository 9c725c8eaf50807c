import { z } from "zod";
import { askAll, seedOf } from "../endpoint/ask-all.ts";
import type { EndpointContext } from "../endpoint/context.ts";
import { type CostAtMost, costAtMost } from "../endpoint/cost.ts";
import { openEndpoint } from "../endpoint/endpoint.ts";
import { endpointShape, identityOf } from "../endpoint/options.ts";
import type { Answered, EndpointRequest, Refused, Reply } from "../endpoint/request.ts";
import { PstarError } from "../errors.ts";
import { promptOptions, renderPrompt } from "../prompt.ts";
import type { Answer, Generated, GeneratorItem, GeneratorKind } from "./generator.ts";
import type { SamplingOptions } from "./sampling.ts";

export const endpointOptions = z.strictObject({
  kind: z.literal("endpoint").describe("A language model behind an OpenAI-compatible endpoint"),
  ...endpointShape,
  prompt: promptOptions.prefault({}),
  maxTokens: z.int().positive().default(256).describe("Most tokens of an answer"),
  stop: z.array(z.string().min(1)).min(1).max(4).optional().describe("Texts that end an answer"),
  logProbabilities: z
    .boolean()
    .default(false)
    .describe("Ask for the answers' log-probabilities, which not every server tells"),
  together: z
    .boolean()
    .default(false)
    .describe("Ask for all of an input's samples in one request (n), which not every server can"),
});

export type EndpointOptions = z.infer<typeof endpointOptions>;

/** Answers in a batch: few, since a batch waits for its slowest. */
const ROWS_TOGETHER = 16;

/** How many times the requests under way at once are in hand, so that slow batches leave no one idle. */
const AHEAD = 4;

/**
 * Answers by a model behind an endpoint. An answer's surrounding white space is left out; a request that fails leaves its rows
 * unanswered with its error. Log-probabilities are those the server tells, which some take after temperature.
 */
export const endpointGenerator: GeneratorKind<EndpointOptions> = {
  async create(options, { sampling, endpoint: context }) {
    const [problem] = endpointProblems(sampling);
    if (problem !== undefined) throw new PstarError(problem, { exitCode: 2, where: "generator.sampling" });
    if (context === undefined)
      throw new PstarError('the generator "endpoint" has nothing to send requests by');
    const endpoint = openEndpoint(options, context);
    return {
      parallel: Math.ceil((AHEAD * context.concurrency) / ROWS_TOGETHER),
      rowsTogether: ROWS_TOGETHER,
      async generate(items) {
        const requests = requestsOf(options, sampling, items);
        const outcomes = await askAll(endpoint, requests);
        const answers = requests.flatMap((request, i) =>
          answersOf(outcomes[i]!, request.samples ?? 1, endpoint.keyOf(request)),
        );
        const samples = answers.length / items.length;
        return items.map((_, i) => answers.slice(i * samples, (i + 1) * samples));
      },
      release: async () => {},
    };
  },
  mayRecover: true,
  atMost: (options, sampling, inputs) => answersAtMost(options, sampling, inputs, process.env),
  identity: ({ kind, prompt, maxTokens, stop, logProbabilities, together, ...endpoint }) => ({
    kind,
    ...identityOf(endpoint),
    prompt,
    maxTokens,
    stop,
    logProbabilities,
    together,
  }),
};

/** What of a `sampling` an endpoint cannot do, a sentence each. */
export function endpointProblems({ method, topK }: SamplingOptions): string[] {
  return [
    ...(method === "beam" ? ["an endpoint has no beam search: choose greedy or sample"] : []),
    ...(topK === undefined ? [] : ["topK is no part of the protocol of endpoints: leave it out or use topP"]),
  ];
}

/**
 * The most that answers to `inputs` can cost, each of them asked for `sampling.samples` times and none sent twice.
 *
 * @param inputs.meanBytes of an input's text in UTF-8
 */
export function answersAtMost(
  options: EndpointOptions,
  sampling: SamplingOptions,
  inputs: { readonly count: number; readonly meanBytes: number },
  environment: EndpointContext["environment"],
): CostAtMost {
  const input = "x".repeat(Math.ceil(inputs.meanBytes));
  const seeds = new Array<number>(sampling.samples).fill(0);
  const requests = requestsOf(options, sampling, [{ example: { input }, seeds }]);
  return costAtMost(options, requests, inputs.count, environment);
}

/**
 * The requests that answer `items`, in order: one a seed, or one an item where its samples are asked for together. Greedy ones
 * carry no seed, so the same input is asked once whatever the run's seed.
 */
export function requestsOf(
  options: EndpointOptions,
  { method, temperature, topP }: SamplingOptions,
  items: readonly GeneratorItem[],
): EndpointRequest[] {
  const { prompt, maxTokens, stop, logProbabilities, together } = options;
  const drawn = method === "sample";
  return items.flatMap(({ example, seeds }) => {
    const common = {
      messages: renderPrompt(prompt, example),
      temperature: drawn ? temperature : 0,
      ...(drawn && topP !== undefined && { topP }),
      maxTokens,
      ...(stop !== undefined && { stop }),
      ...(logProbabilities && { logProbabilities }),
    };
    const withSeed = (seed: number): EndpointRequest => (drawn ? { ...common, seed: seedOf(seed) } : common);
    if (together && seeds.length > 1) return [{ ...withSeed(seeds[0]!), samples: seeds.length }];
    return seeds.map(withSeed);
  });
}

function answersOf(outcome: Answered | Refused, samples: number, call: string): Answer[] {
  if ("error" in outcome) return new Array<Answer>(samples).fill({ error: outcome.error });
  const { replies, inputTokens, outputTokens, cost } = outcome;
  const isCounted = inputTokens + outputTokens > 0;
  const usages = usagesOf(outcome);
  const costs = shareOut(
    cost ?? 0,
    usages.map(({ outputTokens }) => outputTokens),
  );
  return replies.map((reply, i) => ({
    ...generatedOf(reply),
    call,
    ...(isCounted && { usage: usages[i]! }),
    ...(cost !== null && { cost: costs[i]! }),
  }));
}

function generatedOf({ text, finishReason, tokenLogProbabilities: logs }: Reply): Generated {
  return {
    output: text.trim(),
    tokens: null,
    tokenLogProbabilities: logs,
    logProbability: logs === null || logs.length === 0 ? null : logs.reduce((sum, log) => sum + log, 0),
    finishReason,
  };
}

type Usage = NonNullable<Generated["usage"]>;

/** What each reply used: the input, sent once, is the first one's; the output is shared by the replies' own counts or lengths. */
function usagesOf({ replies, inputTokens, outputTokens }: Answered): Usage[] {
  const isCounted = replies.every(({ tokenLogProbabilities }) => tokenLogProbabilities !== null);
  const lengths = replies.map(({ text, tokenLogProbabilities: logs }) =>
    isCounted ? logs!.length : text.length,
  );
  return shareOut(outputTokens, lengths, Math.round).map((tokens, i) => ({
    inputTokens: i === 0 ? inputTokens : 0,
    outputTokens: tokens,
  }));
}

/** Parts of `total` in proportion to `weights`, all of which are its sum; even ones where the weights are all 0. */
function shareOut(
  total: number,
  weights: readonly number[],
  round: (part: number) => number = (part) => part,
): number[] {
  const sum = weights.reduce((before, weight) => before + weight, 0);
  const shares = sum > 0 ? weights.map((weight) => weight / sum) : weights.map(() => 1 / weights.length);
  let [share, given] = [0, 0];
  return shares.map((own, i) => {
    share += own;
    const upTo = i === shares.length - 1 ? total : round(total * share);
    const part = upTo - given;
    given = upTo;
    return part;
  });
}
