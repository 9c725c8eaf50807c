import type { Draw } from "./draw.ts";
import { type Facts, type Template, template } from "./grammar.ts";

/** A sentence of a plan: always said, or, `isOptional`, only where the article has room. */
export interface Step {
  readonly sentence: string;
  readonly isOptional: boolean;
}

/** A kind of event: what there is to know of it, how to say it, in which order, and what of it matters. */
export interface Kind {
  readonly name: string;
  readonly facts: (draw: Draw) => Facts;
  /** Ways to say each sentence. */
  readonly sentences: Readonly<Record<string, readonly Template[]>>;
  /** Orders of sentences an article may follow. */
  readonly plans: readonly (readonly Step[])[];
  /** Ways to say the facts that matter, always the same ones, in a sentence. */
  readonly summaries: readonly Template[];
  /** Ways to mention such an event in passing, in an article about another. */
  readonly briefs: readonly Template[];
}

/** The sentence every kind has: another event, of another kind, in passing. */
export const aside = "aside";

type StepName<S extends string> = S | `${S}?`;

/** A kind from its texts; in a plan, `"rival?"` is optional and `"aside"` is another event in passing. */
export function defineKind<S extends string>(source: {
  readonly name: string;
  readonly facts: (draw: Draw) => Facts;
  readonly sentences: Readonly<Record<S, readonly string[]>>;
  readonly plans: readonly (readonly StepName<NoInfer<S> | typeof aside>[])[];
  readonly summaries: readonly string[];
  readonly briefs: readonly string[];
}): Kind {
  const templates = (texts: readonly string[]): Template[] => texts.map(template);
  const sentences: Record<string, readonly Template[]> = {};
  for (const name of Object.keys(source.sentences) as S[])
    sentences[name] = templates(source.sentences[name]);
  return {
    name: source.name,
    facts: source.facts,
    sentences,
    plans: source.plans.map((plan) => plan.map(step)),
    summaries: templates(source.summaries),
    briefs: templates(source.briefs),
  };
}

const step = (name: string): Step => ({ sentence: name.replace("?", ""), isOptional: name.endsWith("?") });

/** Ways to quote somebody: `bodies` are what they say, a sentence each without its stop. */
export function quoted(speaker: string, role: string, bodies: readonly string[]): string[] {
  const words = `[${bodies.join("|")}]`;
  return [
    `"${words}," said {${speaker}}, {${role}}`,
    `"${words}," {${speaker}}, {${role}}, [said|told reporters|said on {day}]`,
    `{${speaker}}, {${role}}, [said|added|put it this way|told a local radio station]: "${words}."`,
    `{${speaker}}, {${role}}, said [on {day}|later|afterwards]: "${words}."`,
    `asked [about it|for a comment|by reporters], {${speaker}}, {${role}}, [said|answered]: "${words}."`,
  ];
}
