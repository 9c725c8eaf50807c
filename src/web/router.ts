import { type AnchorHTMLAttributes, type ComponentChildren, h } from "preact";
import { createShared, useShared } from "./shared.ts";

/** Where the reader is: everything chosen is in the address, so that every address can be sent to a colleague. */
export interface Place {
  /** `/db/0/r1` */
  readonly path: string;
  readonly query: URLSearchParams;
}

const here = (): Place => ({
  path: location.pathname,
  query: new URLSearchParams(location.search),
});

const place = createShared<Place>(here());

addEventListener("popstate", () => place.set(here()));

export const usePlace = (): Place => useShared(place);

/** @param how `replace` where going back should not bring the last place, as while typing or sliding */
export function go(href: string, how: "push" | "replace" = "push"): void {
  const changesPath = new URL(href, location.href).pathname !== location.pathname;
  if (how === "push") history.pushState(null, "", href);
  else history.replaceState(null, "", href);
  place.set(here());
  if (changesPath && how === "push") scrollTo(0, 0);
}

/** Values for a query; what is null or empty is left out. */
export type Query = Readonly<Record<string, string | number | null | undefined>>;

/** `address("/compare", { a: "0.r1", b: null })` → `/compare?a=0.r1` */
export function address(path: string, query: Query = {}): string {
  const params = changed(new URLSearchParams(), query);
  return params.size === 0 ? path : `${path}?${params}`;
}

/** What is chosen on this page, and what chooses otherwise: null takes a choice back, what is not named stays. */
export function useQuery(): [URLSearchParams, (changes: Query, how?: "push" | "replace") => void] {
  const { query } = usePlace();
  return [query, choose];
}

function choose(changes: Query, how: "push" | "replace" = "push"): void {
  const { path, query } = here();
  const params = changed(query, changes);
  go(params.size === 0 ? path : `${path}?${params}`, how);
}

/** Where this page would be with other choices, for a link. */
export function withQuery({ path, query }: Place, changes: Query): string {
  const params = changed(new URLSearchParams(query), changes);
  return params.size === 0 ? path : `${path}?${params}`;
}

function changed(params: URLSearchParams, changes: Query): URLSearchParams {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") params.delete(name);
    else params.set(name, String(value));
  }
  return params;
}

/** The named parts of a path: `match("/db/:db/:run", "/db/0/r1")` → `{ db: "0", run: "r1" }`, null where it differs. */
export function match(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const [wanted, given] = [pattern.split("/"), path.replace(/(?<=.)\/$/, "").split("/")];
  if (wanted.length !== given.length) return null;
  const parts: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith(":")) parts[part.slice(1)] = decoded(given[i]!);
    else if (part !== given[i]) return null;
  }
  return parts;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Places of the page. @param db place of the database @param run `r1` */
export const places = {
  home: "/",
  compare: (a: string, b: string): string => address("/compare", { a, b }),
  run: (db: number, run: string): string => `/db/${db}/${run}`,
  /** @param stage `s7`: a candidates' stage; the first where it is left out @param query a RowFilter */
  rows: (db: number, run: string, stage?: string, query: Query = {}): string =>
    address(`/db/${db}/${run}/rows${stage === undefined ? "" : `/${stage}`}`, query),
  row: (db: number, run: string, candidate: string, query: Query = {}): string =>
    address(`/db/${db}/${run}/row/${encodeURIComponent(candidate)}`, query),
  label: (db: number, run: string, stage?: string, query: Query = {}): string =>
    address(`/db/${db}/${run}/label${stage === undefined ? "" : `/${stage}`}`, query),
  trace: (db: number, run: string, id: string): string => `/db/${db}/${run}/trace/${encodeURIComponent(id)}`,
} as const;

type LinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href" | "onClick"> & {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly replace?: boolean;
};

/** A link within the page; what a browser does with Ctrl, Shift or the middle button it still does. */
export function Link({ href, replace, children, ...rest }: LinkProps) {
  const onClick = (event: MouseEvent) => {
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!isPlain || event.defaultPrevented) return;
    event.preventDefault();
    go(href, replace ? "replace" : "push");
  };
  return h("a", { ...rest, href, onClick }, children);
}
