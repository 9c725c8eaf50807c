import type { ComponentChildren } from "preact";
import { useQuery } from "../router.ts";

/** What a column is ordered by; what is null comes last, either way. */
export type SortKey<T> = (row: T) => number | string | null;

/**
 * Rows in the order that the address asks for: `?sort=pstar` from the highest, `?sort=-pstar` from the lowest; as they came
 * where it asks for none.
 *
 * @param parameter of the address
 */
export function useSorted<T>(
  rows: readonly T[],
  keys: Readonly<Record<string, SortKey<T>>>,
  parameter = "sort",
): readonly T[] {
  const [query] = useQuery();
  const { name, isReversed } = sortOf(query.get(parameter));
  const key = keys[name];
  if (key === undefined) return rows;
  const sign = isReversed ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [first, second] = [key(a), key(b)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    if (typeof first === "number" && typeof second === "number") return sign * (second - first);
    return sign * String(first).localeCompare(String(second), "en", { numeric: true });
  });
}

const sortOf = (text: string | null): { name: string; isReversed: boolean } =>
  text?.startsWith("-") ? { name: text.slice(1), isReversed: true } : { name: text ?? "", isReversed: false };

/** A column's head that orders by it: once from the highest, again from the lowest, again as it was. */
export function SortHead({
  by,
  parameter = "sort",
  class: className,
  note,
  isText = false,
  children,
}: {
  readonly by: string;
  readonly parameter?: string;
  readonly class?: string;
  readonly note?: ComponentChildren;
  readonly isText?: boolean;
  readonly children: ComponentChildren;
}) {
  const [query, choose] = useQuery();
  const { name, isReversed } = sortOf(query.get(parameter));
  const isBy = name === by;
  const next = !isBy ? by : isReversed ? null : `-${by}`;
  // The first order of numbers is from the highest, that of names from A.
  const isAscending = isReversed !== isText;
  // On the side where the column has room: its words stand under the head's.
  const isNumber = className?.includes("number") ?? false;
  const arrow = (
    <span class="arrow" aria-hidden="true">
      {isBy ? (isAscending ? "↑" : "↓") : ""}
    </span>
  );
  return (
    <th
      scope="col"
      class={className}
      aria-sort={isBy ? (isAscending ? "ascending" : "descending") : undefined}
    >
      <button type="button" class="bare sort" onClick={() => choose({ [parameter]: next }, "replace")}>
        {isNumber && arrow}
        {children}
        {!isNumber && arrow}
      </button>
      {note}
    </th>
  );
}
