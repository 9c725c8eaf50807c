import { committedRows, publicId, readSpending, type Stage, type Store } from "../store/index.ts";
import type { InspectedStage } from "./inspection.ts";

/** The stage that an input of another is; undefined where it has none of that role. */
export const inputOf = (stage: Stage, role: string): number | undefined =>
  stage.inputs.find((input) => input.role === role)?.stageId;

/** @param dropped rows that selections dropped, by stage and reason */
export function inspectStages(
  store: Store,
  stages: readonly Stage[],
  dropped: ReadonlyMap<number, Readonly<Record<string, number>>>,
): InspectedStage[] {
  return stages.map((stage) => ({
    id: publicId("stage", stage.id),
    kind: stage.kind,
    name: stage.name,
    status: stage.status,
    startedAt: stage.startedAt,
    seconds: stage.seconds,
    books: stage.books,
    rows: rowsOf(store, stage),
    rejected: dropped.get(stage.id) ?? rejectedBy(stage),
    inputs: stage.inputs.map(({ role, stageId }) => ({ role, stage: publicId("stage", stageId) })),
    cost: readSpending(store, stage.id).cost,
    key: stage.key,
    version: stage.version,
    options: stage.options,
  }));
}

/** What an import rejects is no row: it stays in the file of rejects. */
function rowsOf(store: Store, { id, kind, books }: Stage): number {
  if (books === null) return committedRows(store, id);
  return kind === "import" ? books.kept : books.input;
}

/** Why stages other than selections and exports reject rows: each for one reason alone. */
const reasons: Readonly<Record<string, string>> = {
  import: "malformed",
  generate: "malformed",
  evaluate: "malformed",
  verify: "malformed",
  label: "of no candidate",
  lessons: "too long",
  "judge-check": "unreadable",
};

function rejectedBy({ kind, books, summary }: Stage): Readonly<Record<string, number>> {
  if (kind === "export" && summary !== null) {
    return (summary as { readonly leftOut: Readonly<Record<string, number>> }).leftOut;
  }
  const reason = reasons[kind];
  return reason === undefined || books === null || books.rejected === 0 ? {} : { [reason]: books.rejected };
}
