import { openEndpoint } from "../endpoint/endpoint.ts";
import { identityOf } from "../endpoint/options.ts";
import { PstarError } from "../errors.ts";
import { askJudge, type Verdict } from "./judge/ask.ts";
import { meanRating } from "./judge/bias.ts";
import { type JudgeOptions, temperatureOf } from "./judge/options.ts";
import { verdictsAtMost } from "./judge/requests.ts";
import { type JudgedCandidate, summarize } from "./judge/summary.ts";
import type { Score, VerifierKind } from "./verifier.ts";

export { judgeOptions } from "./judge/options.ts";

/** Rows in a batch for each request under way at once: few leave requests idle until the slowest is answered. */
const ROWS_A_REQUEST = 16;

/**
 * Scores by a language model, on its own scale: the mean of its repeats. NaN with an error where a request failed or no answer has a
 * score, NaN alone where the prompt speaks of a reference and there is none.
 */
export const judge: VerifierKind<JudgeOptions> = {
  create(options, { endpoint: context }) {
    if (context === undefined) throw new PstarError('the verifier "judge" has nothing to send requests by');
    const endpoint = openEndpoint(options, context);
    const judged: JudgedCandidate[] = [];
    return {
      rowsTogether: ROWS_A_REQUEST * context.concurrency,
      async score(items) {
        const verdicts = await askJudge(endpoint, options, items);
        verdicts.forEach((verdict, i) => {
          if (verdict !== null) judged.push({ ...verdict, length: items[i]!.output.length });
        });
        return verdicts.map(scoreOf);
      },
      summary: () => summarize(judged, options.repeats),
      release: async () => {},
    };
  },
  mayRecover: true,
  atMost: (options, candidates) => verdictsAtMost(options, candidates, process.env),
  setting: ({ model }) => model.replaceAll(/[^A-Za-z0-9._-]+/g, "-"),
  identity({ kind, name: _, prompt, scale, structured, repeats, temperature, maxTokens, ...endpoint }) {
    const options = { prompt, scale, structured, repeats, maxTokens };
    return {
      kind,
      ...identityOf(endpoint),
      ...options,
      temperature: temperatureOf({ repeats, temperature }),
    };
  },
};

/** A failed request leaves its candidate without a score, to be asked again; an unreadable answer would be the same again. */
function scoreOf(verdict: Verdict | null): Score {
  if (verdict === null) return { score: Number.NaN };
  const { ratings, unreadable, refused } = verdict;
  const error = refused[0] ?? (ratings.length === 0 ? unreadable[0] : undefined);
  return error === undefined ? { score: meanRating({ ratings }) } : { score: Number.NaN, error };
}
