import { z } from "zod";
import { clean } from "./clean.ts";
import type { EndpointOptions } from "./options.ts";
import type { Usage } from "./prices.ts";
import type { Reply } from "./request.ts";

/** What a server's answer says. */
export type Reading = { readonly usage: Usage | null } & (
  | { readonly kind: "answer"; readonly replies: readonly Reply[] }
  /** The server's fault: another attempt may do better. */
  | { readonly kind: "garbled"; readonly reason: string }
  /** This request's own: the model would not, or could not, answer. */
  | { readonly kind: "unanswered"; readonly reason: string }
);

const count = z.number().nonnegative();
const usage = z
  .object({
    prompt_tokens: count,
    completion_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
  })
  .nullish()
  .catch(null);
const common = { index: z.int().optional().catch(undefined), finish_reason: z.string().nullish() };
const logProbability = z.number().max(0);

/** Either API's choices, as one: content, refusal and log-probabilities. */
const choices = {
  chat: z
    .object({
      ...common,
      message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      logprobs: z
        .object({ content: z.array(z.object({ logprob: logProbability })) })
        .nullish()
        .catch(null),
    })
    .transform(({ message, logprobs, ...rest }) => ({
      ...rest,
      content: message.content,
      refusal: message.refusal,
      logProbabilities: logprobs?.content.map((token) => token.logprob),
    })),
  completions: z
    .object({
      ...common,
      text: z.string().nullish(),
      logprobs: z
        .object({ token_logprobs: z.array(logProbability) })
        .nullish()
        .catch(null),
    })
    .transform(({ text, logprobs, ...rest }) => ({
      ...rest,
      content: text,
      refusal: null,
      logProbabilities: logprobs?.token_logprobs,
    })),
};
const answers = {
  chat: z.object({ choices: z.array(choices.chat), usage }),
  completions: z.object({ choices: z.array(choices.completions), usage }),
};
const failure = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) });

/** Reads an answer as it came over the wire. @param samples replies that were asked for */
export function readAnswer(api: EndpointOptions["api"], text: string, samples: number): Reading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: "garbled", reason: "an answer that is no JSON, or only the start of one", usage: null };
  }
  const read = answers[api].safeParse(json);
  if (!read.success) return { kind: "garbled", reason: otherThanAnswer(json), usage: null };
  const used = usageOf(read.data.usage);
  const found = read.data.choices;
  if (found.length !== samples) {
    return {
      kind: "garbled",
      reason: `${found.length} replies where ${samples} were asked for`,
      usage: used,
    };
  }
  const inOrder = found.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const missing = inOrder.map(whyMissing).find((reason) => reason !== undefined);
  if (missing !== undefined) return { kind: "unanswered", reason: missing, usage: used };
  return { kind: "answer", replies: inOrder.map(replyOf), usage: used };
}

type Choice = z.infer<(typeof choices)["chat"]>;

function whyMissing({ content, refusal, finish_reason: finish }: Choice): string | undefined {
  if (finish === "content_filter") return "the server's content filter withheld the answer";
  if (refusal) return `the model refused: ${clean(refusal)}`;
  if (finish === "length" && !content)
    return "all of maxTokens was used up before the answer began: raise it";
  if (content === null || content === undefined) return "a reply without content";
  return undefined;
}

const replyOf = ({ content, finish_reason: finish, logProbabilities }: Choice): Reply => ({
  text: content ?? "",
  finishReason: clean(finish ?? "unknown", 40),
  tokenLogProbabilities: logProbabilities === undefined ? null : Float32Array.from(logProbabilities),
});

function usageOf(told: z.infer<typeof usage>): Usage | null {
  if (!told) return null;
  const {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    prompt_tokens_details: details,
  } = told;
  const cachedTokens = Math.min(inputTokens, details?.cached_tokens ?? 0);
  return { inputTokens, outputTokens, cachedTokens };
}

function otherThanAnswer(json: unknown): string {
  const told = failure.safeParse(json).data?.error;
  if (told === undefined) return "JSON that is no answer";
  return `an error in place of an answer: ${clean(typeof told === "string" ? told : told.message)}`;
}
