import { styleText } from "node:util";
import { count, percent, percentInterval } from "../format.ts";
import type { Interval } from "../metrics/interval.ts";
import type { JudgeCheck } from "../pipeline/index.ts";
import type { Page } from "./reports.ts";
import { type Column, type Row, table } from "./table.ts";

/** One number of a report, from when to worry, and whether to. */
interface Finding {
  readonly what: string;
  /** Undefined where it cannot be told; `why` then says why. */
  readonly found: string | undefined;
  readonly worry: string;
  readonly isBad: boolean;
  readonly why?: string;
}

type Report = JudgeCheck["report"];

/** Share of a judge's answers without a score that costs more rows than it should. */
const mostUnreadable = 0.05;
/** Krippendorff (2004, p. 241): below it no conclusion should be drawn, from 0.8 on it may be relied on. */
const leastAgreement = 2 / 3;
/** A medium effect in Cohen's terms. */
const mostCorrelation = 0.3;
/** Well above the half of pairs that a coin would be consistent about. */
const leastConsistent = 0.75;

const legend = [
  "readable     an answer without a score leaves its row unjudged, and such a row",
  "             is never kept: a larger maxTokens, structured: true or a plainer",
  "             prompt helps",
  "agreement    Krippendorff's α: 1 where asking again gives the same score, 0 where",
  "             it is as far off as the score of any other answer; more repeats,",
  "             whose mean counts, make up for some of it",
  "length       Spearman's ρ: 0 where long answers score no higher than short ones.",
  "             Longer ones may be better; among equally correct ones, by the",
  "             task's own labels, length should tell nothing",
  "first shown  which of two is better: how often it chose the one shown first, 50",
  "             where their order is nothing to it",
  "same choice  pairs of which it chose the same answer in both orders: a coin gives",
  "             50, going by the order alone 0",
  "",
  "A run asks about one answer at a time, so order biases no score of it; but what",
  "goes by order sees little difference. Whether the scores pick correct answers is",
  "what `pstar estimate` says.",
];

/** What a judge's numbers are, what they mean and from when to worry. */
export function judgeReport({ verifier, model, report }: JudgeCheck, page: Page): string {
  const { candidates, repeats, position } = report;
  const findings = findingsOf(report);
  const columns: Column[] = [
    { title: "what was looked at" },
    { title: "found", align: "right" },
    { title: "worry when" },
  ];
  const rows = findings.map(
    ({ what, found, worry, isBad, why }): Row => ({
      cells: [what, found ?? "–", worry],
      remark: found === undefined ? why! : mark(isBad, page),
    }),
  );
  const pairs = position.pairs + position.failed;
  const bad = findings.filter(({ isBad }) => isBad).length;
  const isWhole = findings.every(({ found }) => found !== undefined);
  return [
    styleText("bold", `How far ${verifier} (${model}) can be trusted`, page),
    "",
    `It judged ${count(candidates)} calibration answers, each ${times(repeats)}, and compared ${count(pairs)} pairs, in both orders.`,
    "",
    table(columns, rows, page.width),
    "",
    bad > 0
      ? `${count(bad)} of these ${bad === 1 ? "is" : "are"} worth a worry; what they mean:`
      : `${isWhole ? "Nothing here" : "Nothing that can be told here"} speaks against it.`,
    "",
    ...legend,
  ].join("\n");
}

const times = (repeats: number): string => ["", "once", "twice"][repeats] ?? `${count(repeats)} times`;

function mark(isBad: boolean, { stream }: Page): string {
  return isBad ? styleText("red", "▲ worry", { stream }) : styleText("green", "✓", { stream });
}

function findingsOf(report: Report): Finding[] {
  const { scores, unreadable, refused, agreement, repeats, lengthCorrelation, position } = report;
  const answers = scores + unreadable;
  const given = report.lengthCorrelationGivenLabel;
  const { first, consistent } = position;
  const even = "all scores or all lengths are equal";
  const noPairs =
    position.failed > 0 ? "no pair was answered in both orders" : "no input has two different answers";
  return [
    {
      what: "readable answers, %",
      found: answers === 0 ? undefined : percent(scores / answers),
      worry: `below ${percent(1 - mostUnreadable, 0)}`,
      isBad: unreadable > mostUnreadable * answers,
      why: refused > 0 ? "every question failed" : "nothing was asked",
    },
    ...(refused === 0 ? [] : [failures(refused, answers)]),
    {
      what: "agreement with itself, α",
      found: signed(agreement),
      worry: `below ${leastAgreement.toFixed(2)}`,
      isBad: agreement !== null && agreement < leastAgreement,
      why: repeats === 1 ? "judged once: set `repeats` to 2 or more" : "all scores are equal",
    },
    {
      what: "length and score, ρ",
      found: signed(lengthCorrelation),
      worry: given === null ? `beyond ±${mostCorrelation}` : "",
      isBad: given === null && isLarge(lengthCorrelation),
      why: even,
    },
    {
      what: "  among equally correct answers",
      found: signed(given),
      worry: `beyond ±${mostCorrelation}`,
      isBad: isLarge(given),
      why: lengthCorrelation === null ? even : "nothing varies but correctness",
    },
    {
      what: "choices of what is first shown, %",
      found: shown(first),
      worry: "50 is outside",
      isBad: first !== null && (first.low > 0.5 || first.high < 0.5),
      why: noPairs,
    },
    {
      what: "same choice in both orders, %",
      found: shown(consistent),
      worry: `below ${percent(leastConsistent, 0)}`,
      isBad: consistent !== null && consistent.estimate < leastConsistent,
      why: noPairs,
    },
  ];
}

const failures = (refused: number, answers: number): Finding => ({
  what: "failed requests, %",
  found: percent(refused / (refused + answers)),
  worry: "there are any",
  isBad: true,
});

const isLarge = (correlation: number | null): boolean =>
  correlation !== null && Math.abs(correlation) > mostCorrelation;

const signed = (value: number | null): string | undefined => value?.toFixed(2).replace("-", "−");

const shown = (interval: Interval | null): string | undefined =>
  interval === null ? undefined : percentInterval(interval);
