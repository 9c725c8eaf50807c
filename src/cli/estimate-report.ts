import { styleText } from "node:util";
import type {
  CombinedReport,
  CurveCell,
  EstimateReport,
  GroupCell,
  UnlabelledReport,
  VerifierReport,
} from "../estimation/report.ts";
import { count, percent, percentInterval, scoreText } from "../format.ts";
import { clip, fold } from "./fold.ts";
import type { Page } from "./reports.ts";
import { type Column, type Row, table } from "./table.ts";

/** What labels and scores say before any training: for each verifier and share, and what to do. */
export function estimateReport(report: EstimateReport, page: Page): string {
  const sections = [
    verifiersSection(report, page),
    recommendedSection(report, page),
    groupsSection(report.verifiers, page),
    combinedSection(report.combined, page),
    report.labelled === 0 ? unlabelledSection(report.unlabelled, page) : "",
    warningsSection(report.warnings, page),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

const right = "right" as const;

function verifiersSection(
  { verifiers, generatorError, labelled, inputs }: EstimateReport,
  page: Page,
): string {
  if (generatorError === null)
    return "No row is labelled: only agreement among the verifiers can be looked at.";
  if (verifiers.length === 0) {
    const error = `There is no score to judge. The generator's error p is ${percentInterval(generatorError)} in percent, from ${count(labelled)} labels.`;
    return [...fold(error, page.width)].join("\n");
  }
  const columns: Column[] = [
    { title: "keep", align: right },
    { title: "φ", align: right },
    { title: "ψ", align: right },
    { title: "p⋆ [interval]", align: right },
    { title: "P(p<p⋆)", align: right },
    { title: "correct [interval]", align: right },
    { title: "inputs", align: right, optional: true },
    { title: "rows", align: right, optional: true },
  ];
  const rows = verifiers.flatMap((verifier): Row[] => [
    { heading: headingOf(verifier) },
    ...verifier.curve.map((cell) => ({ cells: cellsOf(cell), remark: verdict(cell, page) })),
  ]);
  const shown = table(columns, rows, page.width);
  const titles = shown.slice(0, shown.indexOf("\n"));
  const legend = explained.filter(([term]) => titles.includes(term.split(",")[0]!));
  return [
    title("What each verifier's choice promises, before any training", page),
    "",
    ...fold(
      `The generator's error p is ${percentInterval(generatorError)}. All numbers are in percent, from ` +
        `${count(labelled)} labels; the rows answer ${count(inputs)} inputs.`,
      page.width,
    ),
    "",
    shown,
    "",
    ...legend.map(([term, meaning]) => `${term.padEnd(9)}${meaning}`),
  ].join("\n");
}

const explained: readonly (readonly [string, string])[] = [
  ["keep", "share of all rows kept, the best first"],
  ["φ, ψ", "shares of the correct and of the wrong rows that are kept"],
  ["p⋆", "φ / (φ + ψ): an error p above it ends in collapse, 50 promises no gain"],
  ["P(p<p⋆)", "probability that the error is below it"],
  ["correct", "share of the kept rows that are correct"],
  ["inputs", "share of the inputs that keep a row"],
];

/** Names are the file's own: as long, and as strange to a terminal, as anyone likes. */
const named = (name: string): string => clip(name, 40);

const headingOf = ({ name, auc }: VerifierReport): string =>
  auc === null ? named(name) : `${named(name)} (area under its ROC curve ${auc.toFixed(2)})`;

function cellsOf(cell: CurveCell): string[] {
  return [
    percent(cell.fraction),
    percent(cell.phi),
    percent(cell.psi),
    percentInterval(cell.pstar),
    percent(cell.probabilityMajorityCorrect),
    percentInterval(cell.keptPrecision),
    percent(cell.coverage.inputShare),
    count(cell.kept),
  ];
}

const colours = {
  improves: "green",
  narrow: "yellow",
  "no gain": "yellow",
  collapses: "red",
  undecided: "dim",
} as const;

const verdict = ({ verdict: kind, moreLabels }: CurveCell, { stream }: Page): string =>
  styleText(colours[kind], moreLabels === null ? kind : `${kind}, about ${count(moreLabels)} more labels`, {
    stream,
  });

function recommendedSection({ verifiers, targetPrecision }: EstimateReport, page: Page): string {
  const judged = verifiers.filter(({ curve }) => curve.length > 0);
  if (judged.length === 0) return "";
  const columns: Column[] = [
    { title: "verifier" },
    { title: "keep the best", align: right },
    { title: "score from", align: right },
    { title: "rows", align: right, optional: true },
    { title: "p⋆ [interval]", align: right },
    { title: "correct [interval]", align: right },
  ];
  const rows = judged.map(({ name, recommended, curve }): Row => {
    if (recommended === null) return { cells: [named(name), "nothing yet"], remark: openQuestion(curve) };
    const { fraction, threshold, kept, pstar, keptPrecision } = recommended;
    return {
      cells: [
        named(name),
        percent(fraction),
        scoreText(threshold),
        count(kept),
        percentInterval(pstar),
        percentInterval(keptPrecision),
      ],
    };
  });
  return [
    title(mostYouMayKeep(targetPrecision), page),
    "",
    table(columns, rows, page.width),
    "",
    ...fold("At the chosen certainty. `--precision` asks for another share of correct ones.", page.width),
  ].join("\n");
}

const mostYouMayKeep = (target: number | null): string =>
  `The most you may keep${target === null ? "" : ` so that ${percent(target)} % of it is correct`}`;

/** What the most promising share leaves open. */
function openQuestion(curve: readonly CurveCell[]): string {
  const undecided = curve
    .filter(({ moreLabels }) => moreLabels !== null)
    .toSorted((a, b) => a.moreLabels! - b.moreLabels!);
  const [nearest] = undecided;
  if (nearest === undefined) {
    return curve.some(({ verdict }) => verdict === "improves")
      ? "not surely that much"
      : curve[0]!.verdictText;
  }
  return `${percent(nearest.fraction)} %: ${nearest.verdictText}`;
}

/** Of the verifier that tells right from wrong best; a warning names any other that is bad on a kind. */
function groupsSection(verifiers: readonly VerifierReport[], page: Page): string {
  const [best] = verifiers.toSorted((a, b) => (b.auc ?? 0) - (a.auc ?? 0));
  if (best === undefined || best.groups.length === 0) return "";
  const columns: Column[] = [
    { title: "kind" },
    { title: "rows", align: right, optional: true },
    { title: "labels", align: right, optional: true },
    { title: "kept", align: right },
    { title: "p [interval]", align: right },
    { title: "p⋆ [interval]", align: right },
    { title: "verdict" },
  ];
  const rows = best.groups.map((group) => ({ cells: groupCells(group, page) }));
  return [title(`Kind by kind, by ${named(best.name)}`, page), "", table(columns, rows, page.width)].join(
    "\n",
  );
}

const groupCells = (
  { group, rows, labelled, kept, error, pstar, verdict: kind }: GroupCell,
  { stream }: Page,
): string[] => [
  named(group),
  count(rows),
  count(labelled),
  percent(rows === 0 ? 0 : kept / rows),
  percentInterval(error),
  percentInterval(pstar),
  styleText(colours[kind], kind, { stream }),
];

function combinedSection(combined: readonly CombinedReport[], page: Page): string {
  const [first] = combined;
  if (first === undefined) return "";
  const columns: Column[] = [
    { title: "combination" },
    { title: "keep", align: right },
    { title: "p⋆ [interval]", align: right, optional: true },
    { title: "correct [interval]", align: right },
    { title: "gain [interval]", align: right },
  ];
  const rows = combined.flatMap(({ name, curve, gain }): Row[] =>
    gain.flatMap(({ fraction, gain: more }, index) => {
      const cell = curve.find((one) => one.fraction === fraction);
      if (cell === undefined) return [];
      return {
        cells: [
          index === 0 ? name : "",
          percent(fraction),
          percentInterval(cell.pstar),
          percentInterval(cell.keptPrecision),
          percentInterval(more),
        ],
      };
    }),
  );
  return [
    title("Verifiers put together", page),
    "",
    ...fold(
      `Fitted on one half of the labelled inputs, measured on the other. Gain is in points of "correct" over ` +
        `${first.against}, the best single verifier of the first half.`,
      page.width,
    ),
    "",
    table(columns, rows, page.width),
    ...(combined.some(isBetter) ? [] : ["", `None is surely better than ${named(first.against)} alone.`]),
  ].join("\n");
}

const isBetter = ({ gain }: CombinedReport): boolean => gain.some(({ gain: { low } }) => low > 0);

function unlabelledSection(unlabelled: readonly UnlabelledReport[] | null, page: Page): string {
  const [first] = unlabelled ?? [];
  if (unlabelled === null || first === undefined) return "";
  const columns: Column[] = [
    { title: "verifier" },
    { title: "method" },
    { title: "φ", align: right },
    { title: "ψ", align: right },
    { title: "p⋆ [interval]", align: right },
    { title: "p [interval]", align: right },
  ];
  const rows = unlabelled.map(({ name, method, phi, psi, pstarInterval, errorInterval }) => ({
    cells: [
      named(name),
      method,
      percent(phi),
      percent(psi),
      percentInterval(pstarInterval),
      percentInterval(errorInterval),
    ],
  }));
  return [
    title("From the verifiers' agreement alone, without labels", page),
    "",
    ...fold(
      `Each verifier keeping its best ${percent(first.fraction)} %. True only if their errors are independent.`,
      page.width,
    ),
    "",
    table(columns, rows, page.width),
  ].join("\n");
}

function warningsSection(warnings: readonly string[], { width, stream }: Page): string {
  const sign = styleText("yellow", "!", { stream });
  return warnings
    .flatMap((warning) => [...fold(warning, width - 2)].map((line, i) => `${i === 0 ? sign : " "} ${line}`))
    .join("\n");
}

const title = (text: string, { stream }: Page): string => styleText("bold", text, { stream });
