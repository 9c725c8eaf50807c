import type { CardEstimate, CardFacts, CardVerifier } from "./card-facts.ts";
import type { ColumnType, ExportFormat } from "./format.ts";
import { type DataSummary, frontMatterOf, frontMatterText } from "./front-matter.ts";
import { SIDECAR } from "./sidecar.ts";
import { countText, intervalText, probabilityText, shareText } from "./significant.ts";
import { code } from "./usage.ts";

export interface CardContents {
  readonly facts: CardFacts;
  readonly format: ExportFormat;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly data: readonly DataSummary[];
  readonly inputs: number;
  /** What was kept and yet has no row, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly validation: number;
}

/** The data set's card: front matter for Hugging Face, then how the data was made and how far it was verified. */
export function cardText(contents: CardContents): string {
  const { facts, columns, data } = contents;
  const sections = [
    `# ${line(facts.name)}`,
    summary(contents),
    "## Use",
    usage(contents),
    "## How it was made",
    origin(contents),
    "## How far it was verified",
    verification(facts),
    "## What was kept and what was dropped",
    books(contents),
    "## What p⋆ does not promise",
    ...caveats(facts.estimate),
    "## Where a row came from",
    lineage(data[0].path),
  ];
  return `${frontMatterText(frontMatterOf(facts, columns, data))}\n${sections.join("\n\n")}\n`;
}

function summary({ facts, format, data, inputs }: CardContents): string {
  const parts = data.map(({ split, rows }) => `${countText(rows)} in \`${split}\``).join(" and ");
  const makers =
    facts.generators.length === 0 ? "" : ` by ${facts.generators.map((name) => span(name)).join(", ")}`;
  return [
    `Rows: ${parts}. Format: ${format.description}`,
    `The answers to these ${countText(inputs)} inputs are synthetic, generated${makers} and selected by ${span(facts.selection.by)}: ${line(facts.selection.rule)}.`,
  ].join("\n\n");
}

function usage({ format, data }: CardContents): string {
  const validation = data.find(({ split }) => split === "validation")?.path ?? null;
  return format.usage({ train: data[0].path, validation });
}

function origin({ facts, seed, validation }: CardContents): string {
  const sources = table(
    ["source file", "rows", "SHA-256"],
    facts.sources.map(({ file, rows, sha256 }) => [span(file), countText(rows), `\`${sha256}\``]),
  );
  const prompts = facts.prompts.map((prompt) => `The generators were asked with:\n\n${fence(prompt)}`);
  const split =
    validation === 0
      ? "All rows are for training."
      : `About ${Number((validation * 100).toPrecision(3))} % of the inputs are held out for validation, chosen by a hash of the input's text and seed ${seed}: no input is on both sides.`;
  return [
    ...(facts.sources.length === 0 ? [] : [sources]),
    ...prompts,
    ...(facts.spending === null ? [] : [spendingText(facts.spending)]),
    split,
    `Made by pstar ${line(facts.version)}, run seed ${facts.seed}, with:`,
    fence(facts.command),
  ].join("\n\n");
}

function spendingText({ answers, inputTokens, outputTokens, cost }: Spending): string {
  const price = cost === null ? "" : `, for ${significant(cost)} in the currency of its prices`;
  return `Generating and judging, with all that was tried on the way, took ${countText(answers)} answers of endpoints, ${countText(inputTokens)} tokens in and ${countText(outputTokens)} out${price}.`;
}

type Spending = NonNullable<CardFacts["spending"]>;

const significant = (amount: number): string => String(Number(amount.toPrecision(3)));

function verification({ verifiers, selection, estimate }: CardFacts): string {
  const measured = verifiers.some(({ quality }) => quality !== null);
  const quality = ({ quality }: CardVerifier): string[] =>
    !measured
      ? []
      : quality === null
        ? ["–", "–", "–", "–"]
        : [quality.phi, quality.psi, quality.pstar, quality.keptPrecision].map(intervalText);
  const verifierTable = table(
    ["verifier", "what it looks at", ...(measured ? ["φ", "ψ", "p⋆", "kept precision"] : [])],
    verifiers.map((one) => [
      one.name === selection.by ? `**${cell(one.name)}**` : cell(one.name),
      cell(one.description),
      ...quality(one),
    ]),
  );
  if (estimate === null) {
    return `${verifierTable}\n\nNo answer was labelled, so nothing is known of how many of the kept ones are correct.`;
  }
  return [
    verifierTable,
    `φ is the probability of keeping a correct answer and ψ that of keeping an incorrect one, both at the share kept here; p⋆ = φ / (φ + ψ) is the generator error up to which the majority of what is kept is correct; kept precision is the share of correct answers among the kept. Intervals hold with probability ${shareText(estimate.confidence)}.`,
    table(["of the generator and the selection", ""], estimateRows(estimate)),
  ].join("\n\n");
}

function estimateRows(estimate: CardEstimate): string[][] {
  const { inputShare, smallestStratum, effectiveShare, distance } = estimate.coverage;
  return [
    ["labelled answers", countText(estimate.labelled)],
    ["generator error p", intervalText(estimate.generatorError)],
    ["P(p < p⋆), the majority kept is correct", probabilityText(estimate.probabilityMajorityCorrect)],
    ["P(p⋆ > ½), cleaner than the generator", probabilityText(estimate.probabilityCleaner)],
    ["verdict", cell(estimate.verdict)],
    ["inputs with a kept answer", shareText(inputShare)],
    [
      "kind of input least kept",
      `${cell(smallestStratum.stratum)}: ${shareText(smallestStratum.share)} of its inputs`,
    ],
    ["effective share of the kept inputs", shareText(effectiveShare)],
    ["distance of the kept inputs from all, 0 to 1", shareText(distance)],
  ];
}

function books({ facts, format, data, leftOut }: CardContents): string {
  const rows = data.reduce((sum, file) => sum + file.rows, 0);
  const unit = format.per === "input" ? "inputs" : "kept candidates";
  return [
    table(
      ["candidates", "count"],
      [
        ["all", countText(facts.candidates)],
        ["kept", countText(facts.kept)],
        ...Object.entries(facts.dropped).map(([reason, n]) => [`dropped: ${cell(reason)}`, countText(n)]),
      ],
    ),
    table(
      [unit, "count"],
      [
        ["exported, a row each", countText(rows)],
        ...Object.entries(leftOut).map(([reason, n]) => [`left out: ${cell(reason)}`, countText(n)]),
      ],
    ),
  ].join("\n\n");
}

function caveats(estimate: CardEstimate | null): string[] {
  const labels =
    estimate === null
      ? "- Here there are no labels, so p⋆ of this data is unknown."
      : `- The figures rest on ${countText(estimate.labelled)} labels. They hold for inputs and answers like these, from the same generator, and for as long as the labels are right.`;
  return [
    [
      labels,
      "- p < p⋆ promises a student better than chance, and an almost perfect one only where the generator's errors are independent noise and the data plenty. Errors that follow from the input are learnt: expect a student about as good as the kept precision.",
      "- φ, ψ and p⋆ are averages over inputs. A verifier that keeps the easy ones and drops the hard ones looks fine by them and still narrows the data; see the shares of inputs above.",
      "- Nothing is said of anything the labels do not measure, such as style, safety, bias, privacy or licences of the sources.",
    ].join("\n"),
  ];
}

function lineage(file: string): string {
  return [
    `\`${SIDECAR}\` holds a line for every row, under \`split:line\`: its input, its candidates, their scores and what made them; and the SHA-256 of each data file. The training files hold none of that.`,
    code("sh", `pstar trace ${file}:1`),
  ].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

/** A text on one line that Markdown takes as it is. */
function line(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>#]/g, "\\$&");
}

function cell(text: string): string {
  return line(text).replaceAll("|", "\\|");
}

/** A name in code type, within tables too. */
function span(name: string): string {
  const text = name.replaceAll(/\s+/g, " ");
  return text.includes("`") || text.includes("|") ? cell(text) : `\`${text}\``;
}

/** A text as it is, in a fence longer than any within it. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = "`".repeat(longest + 1);
  return `${mark}text\n${text}\n${mark}`;
}
