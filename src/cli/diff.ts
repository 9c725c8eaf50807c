import { styleText } from "node:util";
import { PstarError } from "../errors.ts";
import { count } from "../format.ts";
import { type SelectionDifference, selectionDifference } from "../selectors/difference.ts";
import { openStore, publicId, readCandidate, readSelection, rowId, type Store } from "../store/index.ts";
import { jsonText } from "../visible.ts";
import { existingDatabase } from "./database.ts";
import { clip } from "./fold.ts";
import type { Page } from "./reports.ts";
import { print } from "./run.ts";
import { selectionId } from "./selection-id.ts";
import { table, terminalWidth } from "./table.ts";

export interface DiffFlags {
  readonly db?: string;
  readonly json?: true;
  readonly show?: number;
}

/** Rows shown of those that leave and of those that enter. */
const shown = 5;

/** `pstar diff SELECTION SELECTION`: which rows leave and which enter from one selection to another, and why. */
export async function diff(first: string, second: string, flags: DiffFlags): Promise<void> {
  const store = openStore(existingDatabase(flags.db), { readonly: true });
  try {
    const [a, b] = [first, second].map((id) => readSelection(store, selectionId(id)));
    if (a!.candidateStage !== b!.candidateStage) {
      throw new PstarError(`${first} and ${second} are selections of different candidates`, {
        exitCode: 2,
        where: store.path,
        remedy: `compare two of the same: ${publicId("stage", a!.candidateStage)} is not ${publicId("stage", b!.candidateStage)}`,
      });
    }
    const difference = selectionDifference(a!, b!);
    const candidates = a!.candidateStage;
    if (flags.json) {
      const idOf = (position: number): string => publicId("candidate", rowId(candidates, position));
      const [onlyA, onlyB] = [difference.onlyA, difference.onlyB].map((rows) => Array.from(rows, idOf));
      return print(jsonText({ ...difference, onlyA, onlyB }));
    }
    const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
    const compared = { store, candidates, names: [first, second] as const, limit: flags.show ?? shown };
    print(diffReport(difference, compared, page));
  } finally {
    store.close();
  }
}

/** Two selections of the same candidates. */
interface Compared {
  readonly store: Store;
  /** Stage of the candidates. */
  readonly candidates: number;
  readonly names: readonly [string, string];
  /** Rows to show of those that leave, and of those that enter. */
  readonly limit: number;
}

/** How many rows leave and enter, for which reasons, and the first few of them. */
export function diffReport(
  { both, onlyA, onlyB, neither, left, entered }: SelectionDifference,
  compared: Compared,
  page: Page,
): string {
  const [first, second] = compared.names;
  const sections = [
    {
      sign: "−",
      colour: "red" as const,
      what: `kept by ${first} only`,
      why: `dropped by ${second}`,
      rows: onlyA,
      reasons: left,
    },
    {
      sign: "+",
      colour: "green" as const,
      what: `kept by ${second} only`,
      why: `dropped by ${first}`,
      rows: onlyB,
      reasons: entered,
    },
  ];
  return [
    `${count(both)} rows are kept by both, ${count(neither)} by neither.`,
    ...sections.flatMap(({ sign, colour, what, why, rows, reasons }) => [
      "",
      styleText("bold", `${count(rows.length)} ${what}`, page),
      ...reasons.map(({ reason, rows }) => `  ${count(rows)} ${why}: ${reason}`),
      ...(rows.length === 0
        ? []
        : [sample(compared, rows, page.width, (text) => styleText(colour, `${sign} ${text}`, page))]),
    ]),
  ].join("\n");
}

/** The first few rows, a line each. */
function sample(
  { store, candidates, limit }: Compared,
  rows: Int32Array,
  width: number,
  mark: (id: string) => string,
): string {
  const columns = [{ title: "id" }, { title: "input" }, { title: "output" }];
  const each = Math.max(12, Math.floor((width - 20) / 2));
  const lines = Array.from(rows.subarray(0, limit), (position) => {
    const { id, example, output } = readCandidate(store, rowId(candidates, position));
    return { cells: [mark(publicId("candidate", id)), clip(example.input, each), clip(output ?? "", each)] };
  });
  const more = rows.length > limit ? `\n  … and ${count(rows.length - limit)} more` : "";
  return `${table(columns, lines, width)}${more}`;
}
