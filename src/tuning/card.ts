import { basename, relative } from "node:path";
import { stringify } from "yaml";
import { bestOf, type Evaluation } from "../training/validation.ts";
import { type Base, hubName } from "./base.ts";
import type { LessonCounts } from "./data.ts";
import type { PreparedJob } from "./prepare.ts";
import type { Origin } from "./sources.ts";

/** What a model's card tells beyond the model itself. */
export interface ModelCardFacts {
  readonly name: string;
  readonly base: Base;
  /** SHA-256 of the base's files, by name. */
  readonly baseHashes: Readonly<Record<string, string>>;
  readonly job: PreparedJob;
  /** In words: what is learnt of the rows. */
  readonly objective: string;
  readonly data: readonly CardData[];
  readonly origin: Origin | undefined;
  readonly losses: readonly number[];
  /** By the validation rows, ascending; empty where there were none. */
  readonly evaluations: readonly Evaluation[];
  /** Updates done. */
  readonly steps: number;
  readonly seconds: number;
  /** Of the run. */
  readonly seed: number;
  readonly run: string;
  readonly database: string;
  readonly command: string;
  /** Of pstar. */
  readonly version: string;
}

export interface CardData {
  readonly split: string;
  readonly path: string;
  readonly sha256: string;
  readonly counts: LessonCounts;
}

/** The model's card: front matter for Hugging Face, then what it was made from, how that was verified, and how it was trained. */
export function modelCardText(facts: ModelCardFacts): string {
  const sections = [
    `# ${facts.name}`,
    summary(facts),
    "## Data",
    dataText(facts),
    "## How far the data was verified",
    facts.origin?.verification || "Nothing is known of that: the rows are not of an export of pstar.",
    "## Training",
    trainingText(facts),
    "## To do it again",
    `Seed ${facts.seed}, pstar ${facts.version}. Every step is in \`${facts.database}\`, run ${facts.run}.`,
    `\`\`\`sh\n${facts.command}\n\`\`\``,
  ];
  return `---\n${stringify(frontMatter(facts))}---\n\n${sections.join("\n\n")}\n`;
}

function frontMatter({ base, job }: ModelCardFacts): object {
  const known = hubName(base);
  return {
    ...(known !== undefined && { base_model: known }),
    library_name: "transformers",
    pipeline_tag: base.model.kind === "causal" ? "text-generation" : "text2text-generation",
    tags: ["pstar", ...(job.lora === undefined ? [] : ["lora"])],
  };
}

function summary({ base, baseHashes, job, objective }: ModelCardFacts): string {
  const method =
    job.lora === undefined
      ? "all weights"
      : `adapters of rank ${job.lora.rank} (alpha ${job.lora.alpha}) on ${job.lora.layers?.join(", ") ?? "attention"}`;
  const files = table(
    ["file of the base", "SHA-256"],
    Object.entries(baseHashes).map(([file, hash]) => [`\`${file}\``, `\`${hash}\``]),
  );
  return `\`${basename(base.folder)}\` (${base.configJson.model_type}), tuned: ${objective}, by training ${method}.\n\n${files}`;
}

function dataText({ data, origin }: ModelCardFacts): string {
  const rows = table(
    ["split", "file", "rows", "cut", "left out as too long", "tokens", "of them learnt", "SHA-256"],
    data.map(({ split, path, sha256, counts }) => [
      split,
      `\`${basename(path)}\``,
      ...[counts.lessons, counts.cut, counts.dropped, counts.tokens, counts.learnt].map(count),
      `\`${sha256}\``,
    ]),
  );
  if (origin === undefined) return rows;
  const { folder, selection, format, database, version } = origin;
  const where = database === null ? "" : ` of \`${relative(folder, database).replaceAll("\\", "/")}\``;
  return `${rows}\n\nExported by pstar ${version} as ${format} from selection ${selection}${where}; \`provenance.jsonl\` beside the rows says of each where it came from.`;
}

function trainingText({ job, steps, losses, evaluations, seconds }: ModelCardFacts): string {
  const { batchSize, accumulate, learningRate, weightDecay, dropout } = job.options;
  const packed = "preference" in job ? "" : ", packed";
  const length =
    "causal" in job ? `${job.rowLength}${packed}` : `${job.config.sourceLength} + ${job.config.targetLength}`;
  const rows: [string, string][] = [
    ["updates", count(steps)],
    ["rows an update", count(batchSize * accumulate)],
    ["tokens a row, at most", length],
    ["peak learning rate", String(learningRate)],
    ["weight decay", String(weightDecay)],
    ["dropout", String(dropout)],
    ["seconds", count(Math.round(seconds))],
    ["training loss, first and last hundredth", `${short(losses[0])} → ${short(losses.at(-1))}`],
  ];
  const best = evaluations[bestOf(evaluations)];
  if (best !== undefined)
    rows.push([
      "validation loss, first and of the weights kept",
      `${short(evaluations[0]!.loss)} → ${short(best.loss)}, after ${count(best.updates)} updates`,
    ]);
  return table(["", ""], rows);
}

const short = (loss: number | undefined): string => (loss === undefined ? "–" : loss.toPrecision(4));

const count = (value: number): string => value.toLocaleString("en-US");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}
