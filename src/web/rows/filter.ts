import type { CandidateSet, RowFilter } from "../../server/api.ts";

/** Rows on a page. */
export const PAGE = 50;

const words = {
  kept: ["kept", "dropped"],
  label: ["labelled", "unlabelled", "correct", "incorrect"],
  state: ["unparsed", "failed", "unscored"],
  order: ["position", "highest", "lowest"],
} as const;

/** Conditions of a filter by their names in the address. */
export const keys = [
  "search",
  "verifier",
  "low",
  "high",
  "selection",
  "kept",
  "label",
  "stratum",
  "state",
  "order",
] as const satisfies readonly (keyof RowFilter)[];

/** The filter that an address holds; what it can't mean is left out. */
export function filterOf(query: URLSearchParams): RowFilter {
  return {
    ...text(query, "search"),
    ...text(query, "verifier"),
    ...number(query, "low"),
    ...number(query, "high"),
    ...text(query, "selection"),
    ...word(query, "kept"),
    ...word(query, "label"),
    ...text(query, "stratum"),
    ...word(query, "state"),
    ...word(query, "order"),
  };
}

/** The filter with the selection that fates are told of: the first that leaves something out, unless one is named. */
export function withSelection(
  filter: RowFilter,
  { selections }: Pick<CandidateSet, "selections">,
): RowFilter {
  const usual = selections.find(({ selector }) => selector !== "all") ?? selections[0];
  return usual === undefined ? filter : { selection: usual.id, ...filter };
}

/** The filter as part of an address, in a fixed order, empty conditions left out. */
export function queryOf(filter: RowFilter): [string, string][] {
  return keys.flatMap((key) => {
    const value = filter[key];
    return value === undefined || value === "" ? [] : [[key, String(value)] as [string, string]];
  });
}

/** Row to begin at: not negative, whole. */
export function offsetOf(query: URLSearchParams): number {
  const offset = Number(query.get("offset") ?? 0);
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}

/** Conditions that keep rows out, in words, with the filter left without them. */
export function conditions(filter: RowFilter): { readonly said: string; readonly without: RowFilter }[] {
  const drop = (...dropped: (keyof RowFilter)[]): RowFilter =>
    Object.fromEntries(Object.entries(filter).filter(([key]) => !dropped.includes(key as keyof RowFilter)));
  const { search, low, high, verifier, kept, selection, label, stratum, state } = filter;
  return [
    search ? { said: `words: ${search}`, without: drop("search") } : null,
    low !== undefined || high !== undefined
      ? { said: `${verifier ?? "score"}: ${range(low, high)}`, without: drop("low", "high") }
      : null,
    kept ? { said: `${selection ?? "first selection"}: ${kept}`, without: drop("kept") } : null,
    label ? { said: `label: ${label}`, without: drop("label") } : null,
    stratum ? { said: `kind: ${stratum}`, without: drop("stratum") } : null,
    state ? { said: `state: ${state}`, without: drop("state") } : null,
  ].filter((condition) => condition !== null);
}

const range = (low: number | undefined, high: number | undefined): string =>
  low === undefined ? `at most ${high}` : high === undefined ? `at least ${low}` : `from ${low} to ${high}`;

function text<K extends string>(query: URLSearchParams, key: K): { readonly [_ in K]?: string } {
  const value = query.get(key);
  return (value ? { [key]: value } : {}) as { readonly [_ in K]?: string };
}

function number<K extends string>(query: URLSearchParams, key: K): { readonly [_ in K]?: number } {
  const value = query.get(key)?.trim();
  const isNumber = value !== undefined && value !== "" && Number.isFinite(Number(value));
  return (isNumber ? { [key]: Number(value) } : {}) as { readonly [_ in K]?: number };
}

function word<K extends keyof typeof words>(
  query: URLSearchParams,
  key: K,
): { readonly [_ in K]?: (typeof words)[K][number] } {
  const known = (words[key] as readonly string[]).find((one) => one === query.get(key));
  return (known === undefined ? {} : { [key]: known }) as { readonly [_ in K]?: (typeof words)[K][number] };
}
