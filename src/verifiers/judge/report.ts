import type { Endpoint } from "../../endpoint/request.ts";
import { createRandom, shuffle } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { VerifierItem } from "../verifier.ts";
import { askJudge } from "./ask.ts";
import type { JudgeOptions } from "./options.ts";
import { type Pair, type PositionBias, positionBias } from "./position.ts";
import type { Prompt } from "./prompt.ts";
import { type JudgedCandidate, type JudgeSummary, summarize } from "./summary.ts";

/** How far a judge can be trusted. */
export interface JudgeReport extends JudgeSummary {
  readonly position: PositionBias;
}

export interface JudgeReportOptions {
  /** Correctness of each candidate, in [0, 1]; undefined where not known. */
  readonly labels?: readonly (number | undefined)[];
  /** Pairs shown in both orders, at most. */
  readonly pairs: number;
  /** How it is asked to choose, with {first} and {second}; for faithfulness when left out. */
  readonly choosing?: Prompt;
  readonly seed: number;
}

/**
 * Judges candidates, and pairs of those that answer the same input, to see how well the judge agrees with itself, and whether it
 * goes by length or by position. Verdicts that are in the ledger already cost nothing.
 *
 * @throws PstarError where asking makes no sense any more
 */
export async function judgeReport(
  endpoint: Endpoint,
  options: JudgeOptions,
  items: readonly VerifierItem[],
  { labels = [], pairs, choosing, seed }: JudgeReportOptions,
): Promise<JudgeReport> {
  const verdicts = await askJudge(endpoint, options, items);
  const judged = verdicts.flatMap((verdict, i): JudgedCandidate[] => {
    const label = labels[i];
    if (verdict === null) return [];
    return [{ ...verdict, length: items[i]!.output.length, ...(label !== undefined && { label }) }];
  });
  const position = await positionBias(endpoint, pairsOf(items, pairs, seed), {
    ...options,
    ...(choosing !== undefined && { choosing }),
    seed,
  });
  return { ...summarize(judged, options.repeats), position };
}

/** At most `most` pairs of different outputs for one input, no more than one an input, drawn by `seed`. */
export function pairsOf(items: readonly VerifierItem[], most: number, seed: number): Pair[] {
  const byInput = new Map<string, VerifierItem[]>();
  for (const item of items) {
    const alike = byInput.get(item.example.input);
    if (alike === undefined) byInput.set(item.example.input, [item]);
    else if (alike.every(({ output }) => output !== item.output)) alike.push(item);
  }
  const random = createRandom(deriveSeed(seed, "pairs"));
  const several = [...byInput.values()].filter(({ length }) => length > 1);
  return shuffle(several, random)
    .slice(0, most)
    .map((alike) => {
      const [one, other] = shuffle(alike, random);
      const { input, reference } = one!.example;
      return { input, reference, a: one!.output, b: other!.output };
    });
}
