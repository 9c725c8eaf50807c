import { basename } from "node:path";
import { count, duration, some } from "../format.ts";
import type { InspectedTraining, InspectedTuning, RunHead, RunVerdict } from "./inspection.ts";

type Course = Pick<InspectedTraining, "steps" | "seconds" | "losses" | "evaluations" | "kept">;

/** What a tuning made, where other runs have a verdict: nobody asks of it whether training will help. */
export function tuningVerdict(
  tuning: InspectedTuning,
  course: Course | null,
  { status }: Pick<RunHead, "status">,
): RunVerdict {
  const { name, base, origin } = tuning;
  const on = onRows(tuning);
  return {
    kind: "unknown",
    selection: null,
    sentence:
      course !== null
        ? `${name} is ${base.name} tuned on ${on}, ${courseText(course)}.`
        : status === "running"
          ? `${name} will be ${base.name} tuned on ${on}.`
          : `${name} was to be ${base.name} tuned on ${on}; the training has not ended.`,
    outcome: origin && originText(origin),
  };
}

/** `787 rows`, `412 pairs of answers by LoRA of rank 16` */
function onRows({ data, beta, method }: InspectedTuning): string {
  const train = data.find(({ split }) => split === "train");
  const rows = train === undefined ? null : train.rows - train.dropped;
  const what = beta === null ? "row" : "pair";
  const much = rows === null ? `${what}s of a file` : some(rows, what);
  return method?.kind === "lora" ? `${much} by LoRA of rank ${method.rank}` : much;
}

function courseText({ steps, seconds, losses, evaluations, kept }: Course): string {
  const [first, last] = [losses[0], losses.at(-1)];
  const loss = first === undefined ? "" : `: loss ${short(first.loss)} → ${short(last!.loss)}`;
  const best = evaluations.find(({ update }) => update === kept);
  const held =
    best === undefined
      ? ""
      : `${loss === "" ? ": loss" : ","} on validation rows ${short(evaluations[0]!.loss)} → ${short(best.loss)}`;
  return `${some(steps, "update")} in ${duration(seconds)}${loss}${held}`;
}

const short = (loss: number): string => loss.toPrecision(3);

function originText({ selection, database, pstar, verdict }: NonNullable<InspectedTuning["origin"]>): string {
  const where = database === null ? "" : ` of ${basename(database)}`;
  const promised = pstar === null ? "" : `, of p⋆ ${pstar} before any training`;
  return `Its rows are those of selection ${selection}${where}${promised}${verdict === null ? "" : `; verdict: ${verdict}`}.`;
}

/** What of a tuning a reader has to know before trusting the model. */
export function tuningWarnings({ data }: InspectedTuning, course: Course | null): string[] {
  const long = data.flatMap(({ split, rows, cut, dropped }) => {
    const became = [
      ...(cut > 0 ? [`${count(cut)} were cut`] : []),
      ...(dropped > 0 ? [`${count(dropped)} left out`] : []),
    ];
    return became.length === 0
      ? []
      : [`of ${some(rows, "row")} of ${split}, ${became.join(" and ")} as too long`];
  });
  return [...long, ...(course === null ? [] : courseWarnings(course))];
}

function courseWarnings({ steps, evaluations, kept }: Course): string[] {
  if (kept === 0 && evaluations.length > 1)
    return ["no update made the validation loss lower, so the weights kept are the base's own"];
  return kept === steps && evaluations.length > 2
    ? ["the validation loss was lowest at the last update: more updates may help"]
    : [];
}
