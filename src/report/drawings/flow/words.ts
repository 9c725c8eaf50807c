import { count, duration, money, some } from "../../../format.ts";
import type { InspectedStage } from "../../../inspect/index.ts";
import { capital } from "../words.ts";

export const kindText = (kind: string): string => capital(kind.replaceAll("-", " "));

/** `7,000 → 875`, what was lost on the way, time where it took a second, and cost. */
export function stageText(stage: InspectedStage, part: string): string {
  const { status, books, rows, seconds, cost } = stage;
  const named = part === "" ? "" : `${part} `;
  if (status === "running" || books === null)
    return `${named}running, ${together(`${count(rows)} rows so far`)}`;
  const { input, kept } = books;
  const counts =
    input === kept
      ? together(`${named}${part === "" ? some(kept, "row") : count(kept)}`)
      : `${named}${together(`${count(input)} → ${count(kept)}`)}`;
  const said = [
    counts,
    ...(stage.kind === "select"
      ? []
      : reasonsOf(stage).map(({ reason, rows }) => together(`${count(rows)} ${reason}`))),
    ...(seconds === null || seconds < 0.95 ? [] : [together(duration(seconds))]),
    ...(cost > 0 ? [together(`cost ${money(cost)}`)] : []),
  ];
  return said.join(", ");
}

export const failedText = ({ books }: InspectedStage): string =>
  books === null || books.failed === 0 ? "" : `${count(books.failed)} failed`;

/** Rejected rows by reason, the most first; those whose reason is not known as `rejected`. */
export function reasonsOf({ rejected, books }: InspectedStage): { reason: string; rows: number }[] {
  const known = Object.entries(rejected).map(([reason, rows]) => ({ reason, rows }));
  const sum = known.reduce((total, { rows }) => total + rows, 0);
  const rest = (books?.rejected ?? 0) - sum;
  return [...known, ...(rest > 0 ? [{ reason: "rejected", rows: rest }] : [])]
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows);
}

const together = (text: string): string => text.replaceAll(" ", "\u00a0");
