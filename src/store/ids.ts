import { PstarError } from "../errors.ts";

/*
 * A row's id is one integer, stage × 2³² + position in the stage: known before the row is written, so writing
 * twice changes nothing; contiguous, so a stage is one range of the primary key; and a whole foreign key by
 * itself. People see it as a letter and its two parts, `c4-120`.
 */
const SPAN = 2 ** 32;
const STAGE_LIMIT = 2 ** 21;
const POSITION_LIMIT = 2 ** 31;

/** @param stageId in [1, 2²¹)  @param position in [0, 2³¹]; 2³¹ bounds a stage's range from above */
export const rowId = (stageId: number, position: number): number => stageId * SPAN + position;
export const stageOf = (id: number): number => Math.floor(id / SPAN);
export const positionOf = (id: number): number => id % SPAN;
/** First id after every row of a stage. */
export const endOf = (stageId: number): number => rowId(stageId, POSITION_LIMIT);

/** What `pstar trace` accepts and every report shows. Artifacts go by the first digits of their content's hash. */
export type PublicId =
  | { readonly kind: "example" | "candidate"; readonly id: number }
  | { readonly kind: "stage" | "run"; readonly id: number }
  | { readonly kind: "artifact"; readonly hash: string };

const letters = { example: "e", candidate: "c", stage: "s", run: "r" } as const;

/** How people see a row, a stage or a run. */
export function publicId(kind: keyof typeof letters, id: number): string {
  const isRow = kind === "example" || kind === "candidate";
  return letters[kind] + (isRow ? `${stageOf(id)}-${positionOf(id)}` : id);
}

/** How people see a file. @param hash SHA-256 of its content, hexadecimal */
export const publicArtifactId = (hash: string): string => `a${hash.slice(0, 12)}`;

/**
 * Reads a public id: `e3-17` (example), `c4-120` (candidate), `s7` (stage), `r1` (run), `a1f0c…` (artifact, at least
 * six digits of its hash).
 *
 * @throws PstarError (exit code 2) when the text is none of these
 */
export function parseId(text: string): PublicId {
  const [, letter, first, second] =
    /^([ec])(\d{1,7})-(\d{1,10})$/.exec(text) ?? /^([sr])(\d{1,7})$/.exec(text) ?? [];
  const stage = Number(first);
  const position = Number(second ?? 0);
  if (letter !== undefined && stage > 0 && stage < STAGE_LIMIT && position < POSITION_LIMIT) {
    if (letter === "e") return { kind: "example", id: rowId(stage, position) };
    if (letter === "c") return { kind: "candidate", id: rowId(stage, position) };
    return { kind: letter === "s" ? "stage" : "run", id: stage };
  }
  if (/^a[0-9a-f]{6,64}$/.test(text)) return { kind: "artifact", hash: text.slice(1) };
  throw new PstarError(`"${text}" is no id`, {
    exitCode: 2,
    remedy:
      "write e3-17 for an example, c4-120 for a candidate, s7 for a stage, r1 for a run, a1f0c2d for a file",
  });
}
