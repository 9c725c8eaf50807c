import { seedOf } from "../../endpoint/ask-all.ts";
import type { EndpointContext } from "../../endpoint/context.ts";
import { type CostAtMost, costAtMost } from "../../endpoint/cost.ts";
import type { EndpointRequest } from "../../endpoint/request.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { VerifierItem } from "../verifier.ts";
import { type JudgeOptions, temperatureOf } from "./options.ts";
import type { Scale } from "./parse.ts";
import { asksForReference, type Judged, render } from "./prompt.ts";

/**
 * What is asked about each candidate: one request a repeat, none where the prompt speaks of a reference and there is none. Requests at
 * temperature 0 carry no seed, so equal candidates are judged once.
 */
export function judgeRequests(options: JudgeOptions, items: readonly VerifierItem[]): EndpointRequest[][] {
  const needsReference = asksForReference(options.prompt);
  return items.map(({ example: { input, reference }, output, seed }) =>
    needsReference && reference.trim() === "" ? [] : repeated(options, { input, output, reference }, seed),
  );
}

/**
 * The most that judging `candidates` can cost, none of the requests sent twice.
 *
 * @param candidates.meanBytes of a candidate's input, output and reference together, in UTF-8
 */
export function verdictsAtMost(
  options: JudgeOptions,
  candidates: { readonly count: number; readonly meanBytes: number },
  environment: EndpointContext["environment"],
): CostAtMost {
  const shown = { input: "x".repeat(Math.ceil(candidates.meanBytes)), output: "", reference: "" };
  return costAtMost(options, repeated(options, shown, 0), candidates.count, environment);
}

function repeated(options: JudgeOptions, judged: Judged, seed: number): EndpointRequest[] {
  const { prompt, scale, structured, maxTokens, repeats } = options;
  const temperature = temperatureOf(options);
  const common: EndpointRequest = {
    messages: render(prompt, judged, scale),
    temperature,
    maxTokens,
    ...(structured && { schema: verdictSchema(scale) }),
  };
  return Array.from({ length: repeats }, (_, repeat) =>
    temperature === 0 ? common : { ...common, seed: seedOf(deriveSeed(seed, "judge", repeat)) },
  );
}

/** Reason first: a judge that has to say why before it says how much scores better (Liu et al. 2023, G-Eval). */
const verdictSchema = ([minimum, maximum]: Scale): NonNullable<EndpointRequest["schema"]> => ({
  name: "verdict",
  schema: {
    type: "object",
    properties: { reason: { type: "string" }, score: { type: "number", minimum, maximum } },
    required: ["reason", "score"],
    additionalProperties: false,
  },
});
