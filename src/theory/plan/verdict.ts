import type { Certainty } from "./certainty.ts";
import type { Tuned } from "./landscape.ts";
import type { Equivalent, Outcome } from "./outcome.ts";
import type { Posed } from "./question.ts";

export type Advice = "add" | "do not add" | "undecided";

export interface Verdict {
  readonly advice: Advice;
  /** The advice in one sentence. */
  readonly sentence: string;
  /** What weighing synthetic rows down would do, in one sentence; null where it is not worthwhile beside the advice. */
  readonly alternative: string | null;
}

/** An error lowered by less than this share of itself is not worth anybody's trouble. */
const LEAST_GAIN = 0.01;
/** Of the signal: an error below it is none. */
const NEGLIGIBLE = 1e-9;

export function isWorthwhile(before: number, after: number, signal: number): boolean {
  return before > NEGLIGIBLE * signal && before - after >= LEAST_GAIN * before;
}

/**
 * Whether to add: by the estimates alone where they are exact, else at the probability that the question asks for.
 *
 * @param weighted the best fit on all rows kept
 */
export function verdictOf(
  posed: Posed,
  outcome: Outcome,
  weighted: Tuned & Equivalent,
  sure: Certainty | null,
): Verdict {
  const alternative = alternativeOf(posed, outcome, weighted);
  const isGain = isWorthwhile(outcome.realOnly, outcome.best.error, posed.signal);
  const harm = sure === null || !isGain ? 0 : 1 - sure.probabilityGain!;
  const help = sure === null || isGain ? 0 : sure.probabilityWorthwhile;
  const isOpen = Math.max(harm, help) > 1 - posed.certainty;
  const said = (advice: Advice, sentence: string): Verdict => ({ advice, sentence, alternative });
  if (isGain) {
    return isOpen
      ? said(
          "undecided",
          `Undecided: it seems best to add ${gain(posed, outcome)}, but with probability ${probability(harm)} that does harm.`,
        )
      : said("add", `Add ${gain(posed, outcome)}.`);
  }
  if (isOpen) {
    return said(
      "undecided",
      `Undecided: it seems that ${noGain(posed, outcome)}, but with probability ${probability(help)} adding some would help.`,
    );
  }
  return said(
    "do not add",
    `Do not add it${alternative === null ? "" : " as it is"}: ${noGain(posed, outcome)}.`,
  );
}

function alternativeOf(posed: Posed, outcome: Outcome, weighted: Tuned & Equivalent): string | null {
  const { error, weight, equivalentRealRows: rows } = weighted;
  const { best } = outcome;
  if (posed.ridge !== null || rows === null || !isWorthwhile(best.error, error, posed.signal)) return null;
  const [, after] = apart(best.error, error);
  return `At weight ${Number(weight.toPrecision(2))} each, all ${rowsOf(posed, outcome)} would make it ${after}, as good as ${about(rows - posed.realRows)} more real rows.`;
}

function gain(posed: Posed, outcome: Outcome): string {
  const { realOnly, best } = outcome;
  const [before, after] = apart(realOnly, best.error);
  const rows = best.equivalentRealRows;
  const like =
    rows === null
      ? "better than any number of real rows at this ridge"
      : `as good as ${about(rows - posed.realRows)} more real rows`;
  return `${amount(posed, outcome)}: test error ${before} → ${after}, ${like}`;
}

function noGain(posed: Posed, outcome: Outcome): string {
  const { realOnly, best } = outcome;
  const [before, after] = apart(realOnly, best.error);
  return best.rows === 0
    ? `with any of the ${rowsOf(posed, outcome)} the test error is above the ${before} of the real rows alone`
    : `${amount(posed, outcome)} would be best, and lower the test error by less than 1 %, ${before} → ${after}`;
}

function amount(posed: Posed, outcome: Outcome): string {
  const { best, available } = outcome;
  const rows = rowsOf(posed, outcome);
  return best.rows >= Math.floor(available) ? `all ${rows}` : `about ${about(best.rows)} of the ${rows}`;
}

const rowsOf = ({ verifier }: Posed, { available }: Outcome): string =>
  `${about(available)}${verifier === null ? "" : " that the verifier keeps"}`;

/** Two significant digits. */
const about = (rows: number): string =>
  (rows < 1 ? Number(rows.toPrecision(1)) : Number(Math.round(rows).toPrecision(2))).toLocaleString("en-US");

/** Two numbers with the digits it takes to see which is the smaller, two significant ones at least. */
function apart(a: number, b: number): [string, string] {
  let digits = 2;
  while (digits < 5 && a !== b && a.toPrecision(digits) === b.toPrecision(digits)) digits++;
  return [String(Number(a.toPrecision(digits))), String(Number(b.toPrecision(digits)))];
}

const probability = (value: number): string => (value > 0 && value < 0.01 ? "below 0.01" : value.toFixed(2));
