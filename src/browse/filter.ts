import { PstarError } from "../errors.ts";
import type { SetPlan } from "./columns/plan.ts";
import type { RowFilter } from "./row.ts";

/** The filter with the verifier and the selection it means, and only the conditions it has: equal ones are equal as JSON. */
export interface PreparedFilter {
  readonly search: string | null;
  /** Whose scores are asked for; null where none are. */
  readonly verifier: string | null;
  /** Finite scores within [low, high]; null where any will do, and none too. */
  readonly scores: readonly [low: number, high: number] | null;
  /** Stage id. */
  readonly selection: number | null;
  readonly kept: boolean | null;
  readonly label: NonNullable<RowFilter["label"]> | null;
  readonly stratum: string | null;
  readonly state: NonNullable<RowFilter["state"]> | null;
  readonly order: NonNullable<RowFilter["order"]>;
}

/**
 * Where conditions need a verifier or a selection and the filter names none, the set's first is meant.
 *
 * @throws PstarError (exit code 2) where the set has no verifier or selection of that name, or none at all
 */
export function prepareFilter(plan: SetPlan, filter: RowFilter): PreparedFilter {
  const { search, low, high, kept, label, stratum, state, order = "position" } = filter;
  const isBetween = low !== undefined || high !== undefined;
  const needsVerifier = isBetween || order !== "position" || state === "unparsed" || state === "unscored";
  const verifier = verifierIn(plan, filter.verifier, needsVerifier);
  const selection = selectionIn(plan, filter.selection, kept !== undefined);
  return {
    search: search === undefined || search.trim() === "" ? null : search.trim(),
    verifier: needsVerifier ? verifier : null,
    scores: isBetween ? [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY] : null,
    selection: kept === undefined ? null : selection,
    kept: kept === undefined ? null : kept === "kept",
    label: label ?? null,
    stratum: stratum ?? null,
    state: state ?? null,
    order,
  };
}

function verifierIn({ name, verifiers }: SetPlan, asked: string | undefined, needed: boolean): string | null {
  const found = asked === undefined ? verifiers[0] : verifiers.find((one) => one.name === asked);
  if (found !== undefined || (asked === undefined && !needed)) return found?.name ?? null;
  throw new PstarError(
    asked === undefined ? `no verifier has scored "${name}"` : `no verifier "${asked}" has scored "${name}"`,
    { exitCode: 2, where: "verifier" },
  );
}

function selectionIn(
  { name, selections }: SetPlan,
  asked: string | undefined,
  needed: boolean,
): number | null {
  const found = asked === undefined ? selections[0] : selections.find(({ id }) => `s${id}` === asked);
  if (found !== undefined || (asked === undefined && !needed)) return found?.id ?? null;
  throw new PstarError(
    asked === undefined ? `nothing was selected of "${name}"` : `there is no selection ${asked} of "${name}"`,
    { exitCode: 2, where: "selection" },
  );
}

/** Whether rows in order of position, all of them, are what it asks for. */
export const isEverything = (filter: PreparedFilter): boolean =>
  filter.order === "position" &&
  Object.entries(filter).every(([key, value]) => key === "order" || value === null);
