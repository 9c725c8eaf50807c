import { styleText } from "node:util";
import { count, percent } from "../format.ts";
import type { Interval } from "../metrics/interval.ts";
import type { Outcome } from "../theory/plan/outcome.ts";
import type { PlanAnswer } from "../theory/plan/plan.ts";
import { fold } from "./fold.ts";
import type { PilotFile } from "./plan.ts";
import type { Page } from "./reports.ts";
import { type Column, type Row, table } from "./table.ts";

/** The verdict, then what it assumes, and the numbers behind it. */
export function planReport(answer: PlanAnswer, pilot: PilotFile | null, page: Page): string {
  const sections = [
    verdictSection(answer, page),
    assumptionsSection(answer, pilot, page),
    outcomesSection(answer, page),
    verifierSection(answer, page),
    certaintySection(answer, page),
    sensitivitySection(answer, page),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

const right = "right" as const;
const colours = { add: "green", "do not add": "red", undecided: "yellow" } as const;

function verdictSection({ advice, verdict, alternative }: PlanAnswer, { width, stream }: Page): string {
  const shown = [...fold(verdict, width)].map((line) =>
    styleText(["bold", colours[advice]], line, { stream }),
  );
  return [...shown, ...(alternative === null ? [] : fold(alternative, width))].join("\n");
}

function assumptionsSection({ assumptions }: PlanAnswer, pilot: PilotFile | null, page: Page): string {
  const all = pilot === null ? assumptions : [...assumptions, pilotText(pilot)];
  return [title("That assumes", page), ...all.flatMap((text) => bullet(text, page))].join("\n");
}

function pilotText({ file, rows, dimension, fields, ...pilot }: PilotFile): string {
  const { meanSquare, noisePart, shift, standardError } = pilot;
  const names = fields.length > 3 ? `${fields.slice(0, 3).join(", ")}, …` : fields.join(", ");
  return (
    `From ${file}, ${count(rows)} rows of ${count(dimension)} features (${names}): the two labels differ by ` +
    `${number(meanSquare)} in mean square, ${number(noisePart)} of it noise, which leaves c² = ` +
    `${number(shift.estimate)} ± ${number(standardError)} (standard error). The spectrum is the population's, ` +
    `corrected for what a sample's spreads.`
  );
}

function outcomesSection(answer: PlanAnswer, page: Page): string {
  const { outcome, unverified, tunedRidge, fixedRidge, ridge, weighted, kept, realRows } = answer;
  const columns: Column[] = [
    { title: "added to the real rows" },
    { title: "rows", align: right },
    { title: "test error", align: right },
    { title: "like real rows alone", align: right },
  ];
  const line = (text: string, rows: number, error: number, like: number | null): Row => ({
    cells: [text, rowsText(rows), number(error), rowsText(like)],
  });
  const best = (text: string, { best: { rows, error, equivalentRealRows } }: Outcome): Row =>
    line(text, rows, error, equivalentRealRows);
  const isVerified = unverified !== null;
  const rows: Row[] = [
    line("none", 0, outcome.realOnly, realRows),
    best("the best amount", outcome),
    ...(isVerified ? [best("the best amount, unverified", unverified)] : []),
    ridge === null
      ? best(`the best amount, ridge ${number(fixedRidge.ridge)}`, fixedRidge)
      : best("the best amount, ridge tuned", tunedRidge),
    line("all", kept.rows, outcome.all, outcome.equivalentOfAll),
    ...(isVerified
      ? [line("all, unverified", unverified.available, unverified.all, unverified.equivalentOfAll)]
      : []),
    line(`all, at weight ${number(weighted.weight)}`, kept.rows, weighted.error, weighted.equivalentRealRows),
  ];
  return [
    title(`What adding ${isVerified ? "verified" : "synthetic"} rows does`, page),
    "",
    table(columns, rows, page.width),
    "",
    ...fold(`${worthText(outcome, isVerified)}${ridgeText(answer)}`, page.width),
  ].join("\n");
}

/** Where the ridge is tuned, what the one ridge of the table is. */
const ridgeText = ({ ridge, fixedRidge }: PlanAnswer): string =>
  ridge === null ? ` A ridge of ${number(fixedRidge.ridge)} is the best for the real rows alone.` : "";

function worthText({ worth: { first, average, next } }: Outcome, isVerified: boolean): string {
  const row = isVerified ? "verified synthetic row" : "synthetic row";
  const each = average === null ? "" : `, one of the best amount ${number(average)} on average`;
  return `The first ${row} is worth ${number(first)} real ones${each}, one more after it ${number(next)}.`;
}

function verifierSection({ verification, supply, kept }: PlanAnswer, page: Page): string {
  if (verification === null) return "";
  const { pstar, error, keptError, yield: share } = verification;
  return [
    title("What the verifier buys", page),
    ...fold(
      `It keeps ${percent(share)} % of the rows. Their error falls from ${percent(error)} % to ${percent(keptError)} % ` +
        `(its breakdown point p⋆ is ${percent(pstar)} %), their mean squared label shift c² from ` +
        `${number(supply.shift)} to ${number(kept.shift)}.`,
      page.width,
    ),
  ].join("\n");
}

function certaintySection({ certainty }: PlanAnswer, page: Page): string {
  const text =
    certainty === null
      ? "What was measured is taken as exact: give counts (40/200), intervals (0.2,0.15,0.26) or --labels-behind."
      : [
          ...(certainty.probabilityGain === null
            ? []
            : [
                `The amount recommended lowers the error with probability ${probability(certainty.probabilityGain)}:`,
                `test error ${interval(certainty.error, number)}, like ${interval(certainty.gainedRealRows, rowsText)} more real rows.`,
              ]),
          `Some amount is worthwhile with probability ${probability(certainty.probabilityWorthwhile)}; the best is`,
          `${interval(certainty.bestRows, rowsText)} rows. By ${count(certainty.draws)} draws of what was measured, the`,
          "assumptions granted.",
        ].join(" ");
  return [title("How sure that is", page), ...fold(text, page.width)].join("\n");
}

function sensitivitySection({ sensitivity, outcome, realRows }: PlanAnswer, page: Page): string {
  const columns: Column[] = [
    { title: "if instead" },
    { title: "best amount", align: right },
    { title: "test error", align: right },
    { title: "real rows gained", align: right, optional: true },
    { title: "helps" },
  ];
  const { best } = outcome;
  const gained = best.equivalentRealRows === null ? null : best.equivalentRealRows - realRows;
  const rows: Row[] = [
    {
      cells: ["as assumed", rowsText(best.rows), change(outcome.realOnly, best.error), rowsText(gained), ""],
    },
    ...sensitivity.map((one) => ({
      cells: [
        `${one.assumption}: ${one.instead}`,
        rowsText(one.bestRows),
        change(one.realOnly, one.error),
        rowsText(one.gainedRealRows),
        one.helps ? "yes" : "no",
      ],
    })),
  ];
  return [title("What the assumptions decide", page), "", table(columns, rows, page.width)].join("\n");
}

function bullet(text: string, { width }: Page): string[] {
  return [...fold(text, width - 2)].map((line, i) => `${i === 0 ? "·" : " "} ${line}`);
}

const change = (before: number, after: number): string => `${number(before)} → ${number(after)}`;

const interval = ({ estimate, low, high }: Interval, show: (value: number) => string): string =>
  `${show(estimate)} [${show(low)}, ${show(high)}]`;

const probability = (value: number): string => value.toFixed(2);

/** Three significant digits. */
function number(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return value === null ? "no" : "∞";
  return String(Number(value.toPrecision(value < 0 ? 2 : 3))).replace("-", "−");
}

/** Rows, rounded to three significant digits. */
function rowsText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "∞";
  const rounded = Math.abs(value) < 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return count(rounded === 0 ? 0 : rounded).replace("-", "−");
}

const title = (text: string, { stream }: Page): string => styleText("bold", text, { stream });
