import { useEffect, useRef, useState } from "preact/hooks";
import type {
  ApiError,
  CandidateSet,
  DatabaseEntry,
  FigureEntry,
  GivenLabel,
  Labelled,
  LabelQueue,
  Reselection,
  RowDetail,
  RowPage,
  RunHead,
  RunInspection,
  RunPlace,
  RunVerdict,
  SetState,
  Trace,
} from "../server/api.ts";
import { address, type Query } from "./router.ts";
import { createShared } from "./shared.ts";

declare const answer: unique symbol;

/** An address of the server that answers with a T. */
export type Route<T> = string & { readonly [answer]?: T };

const route = <T>(path: string, query: Query = {}): Route<T> => address(path, query) as Route<T>;

export type RunListing = RunHead & { readonly verdict: RunVerdict };
export type Cell = RunInspection["cells"][number];
export type Model = NonNullable<RunInspection["generator"]>;
export type Interval = NonNullable<RunInspection["error"]>;
export type Verifier = RunInspection["verifiers"][number];
export type Stage = RunInspection["stages"][number];
export type Tuning = NonNullable<RunInspection["tuning"]>;
export type Training = RunInspection["trainings"][number];

const ofRun = (db: number, run: string): string => `/api/db/${db}/runs/${encodeURIComponent(run)}`;
const ofSet = (db: number, run: string, stage: string): string =>
  `${ofRun(db, run)}/sets/${encodeURIComponent(stage)}`;

/** What the server answers, by what is asked; see server/api.ts. @param db place of the database @param run `r1` */
export const routes = {
  databases: () => route<readonly DatabaseEntry[]>("/api/databases"),
  runs: (db: number) => route<readonly RunListing[]>(`/api/db/${db}/runs`),
  run: (db: number, run: string) => route<RunInspection>(ofRun(db, run)),
  origin: (db: number, run: string) => route<RunPlace | null>(`${ofRun(db, run)}/origin`),
  figures: (db: number, run: string) => route<readonly FigureEntry[]>(`${ofRun(db, run)}/figures`),
  sets: (db: number, run: string) => route<readonly CandidateSet[]>(`${ofRun(db, run)}/sets`),
  /** @param query a RowFilter, offset and limit */
  rows: (db: number, run: string, stage: string, query: Query) =>
    route<RowPage>(`${ofSet(db, run, stage)}/rows`, query),
  state: (db: number, run: string, stage: string) => route<SetState>(`${ofSet(db, run, stage)}/state`),
  /** @param query verifier, selector, fraction, against */
  reselect: (db: number, run: string, stage: string, query: Query) =>
    route<Reselection>(`${ofSet(db, run, stage)}/reselect`, query),
  queue: (db: number, run: string, stage: string, limit: number) =>
    route<LabelQueue>(`${ofSet(db, run, stage)}/queue`, { limit }),
  row: (db: number, run: string, candidate: string) =>
    route<RowDetail>(`${ofRun(db, run)}/rows/${encodeURIComponent(candidate)}`),
  trace: (db: number, id: string) => route<Trace>(`/api/db/${db}/trace/${encodeURIComponent(id)}`),
} as const;

/** Addresses that no script reads: for images, links and events. */
export const files = {
  figure: (db: number, run: string, figure: string, kind: "svg" | "png" | "csv", query: Query = {}): string =>
    address(`${ofRun(db, run)}/figures/${encodeURIComponent(figure)}.${kind}`, query),
  report: (db: number, run: string): string => `${ofRun(db, run)}/report.html`,
  changes: (db: number, run: string): string => `${ofRun(db, run)}/changes`,
} as const;

/** What the server could not do, or that there is none any more. */
export class Failure extends Error {
  /** HTTP status; 0 where no server answered. */
  readonly status: number;
  readonly remedy: string | null;
  /** Seconds after which the same may be done; null where that does not help. */
  readonly again: number | null;

  constructor(message: string, status: number, remedy: string | null = null, again: number | null = null) {
    super(message);
    this.status = status;
    this.remedy = remedy;
    this.again = again;
  }
}

/** Whether the server answered when it was last asked. */
export const connection = createShared<"up" | "gone">("up");

/** @throws Failure; the signal's AbortError */
export async function ask<T>(path: Route<T>, signal?: AbortSignal, init: RequestInit = {}): Promise<T> {
  const response = await answered(path, { ...init, ...(signal && { signal }) });
  return (await response.json()) as T;
}

/** @throws Failure; the signal's AbortError */
export async function askText(path: string, signal: AbortSignal): Promise<string> {
  return (await answered(path, { signal })).text();
}

async function answered(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    connection.set("gone");
    throw new Failure("The server does not answer.", 0, "Start it again: npx pstar view");
  }
  connection.set("up");
  if (response.ok) return response;
  const said = (await response.json().catch(() => ({}))) as Partial<ApiError>;
  throw new Failure(
    said.error ?? `The server answered with status ${response.status}.`,
    response.status,
    said.remedy ?? null,
    response.headers.has("retry-after") ? Number(response.headers.get("retry-after")) : null,
  );
}

const TOKEN = "token";

/** Takes the token out of the address, `#token=…`, and keeps it for as long as the tab is open. */
export function takeToken(): void {
  const given = new URLSearchParams(location.hash.slice(1)).get(TOKEN);
  if (given === null) return;
  sessionStorage.setItem(TOKEN, given);
  history.replaceState(null, "", location.pathname + location.search);
}

/** Whether labels can be given from this tab. */
export const canWrite = (): boolean => sessionStorage.getItem(TOKEN) !== null;

/** Whether a label waits for a run that is writing. */
export const waiting = createShared(false);

/** How often a label is given until somebody is told that it can't be. */
const TRIES = 30;

/** Tries again and again where a run is writing. @throws Failure */
export async function giveLabel(db: number, label: GivenLabel): Promise<Labelled> {
  const headers = {
    "content-type": "application/json",
    "x-pstar-token": sessionStorage.getItem(TOKEN) ?? "",
  };
  const body = JSON.stringify(label);
  try {
    for (let left = TRIES; ; left--) {
      try {
        return await ask(route<Labelled>(`/api/db/${db}/labels`), undefined, {
          method: "POST",
          headers,
          body,
        });
      } catch (error) {
        if (!(error instanceof Failure) || error.again === null || left === 1) throw error;
        waiting.set(true);
        await new Promise((resolve) => setTimeout(resolve, 1000 * error.again!));
      }
    }
  } finally {
    waiting.set(false);
  }
}

export interface Answer<T> {
  /** The last answer, which may be that of an earlier question while `loading`; null until there is one. */
  readonly data: T | null;
  /** Why the last question has no answer; `data` is then an older one. */
  readonly error: Failure | null;
  readonly loading: boolean;
  reload(): void;
}

/** An answer that says the same again stays the same object, so that nothing is drawn anew for it. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Answers got lately, so that going back shows at once what was there. */
const lately = new Map<string, unknown>();
const MOST_KEPT = 40;

function keep(path: string, data: unknown): void {
  lately.delete(path);
  lately.set(path, data);
  if (lately.size > MOST_KEPT) lately.delete(lately.keys().next().value!);
}

/**
 * The server's answer. Another route stops the question before; a change while one is open waits for its end, so that a
 * busy database cannot keep the page from ever seeing an answer.
 *
 * @param path null asks nothing @param revision asks again when it changes, see `useChanges`
 */
export function useAnswer<T>(path: Route<T> | null, revision = 0): Answer<T> {
  return useAsked(path, (signal) => ask(path!, signal), revision);
}

/** The same for what takes several questions. @param key names what is asked; null asks nothing */
export function useAsked<T>(
  key: string | null,
  get: (signal: AbortSignal) => Promise<T>,
  revision = 0,
): Answer<T> {
  const [state, setState] = useState<Omit<Answer<T>, "reload">>(() => {
    const data = key === null ? null : ((lately.get(key) as T | undefined) ?? null);
    return { data, error: null, loading: key !== null };
  });
  const load = useRef<() => void>(() => {});

  useEffect(() => {
    if (key === null) {
      load.current = () => {};
      setState({ data: null, error: null, loading: false });
      return;
    }
    const abort = new AbortController();
    let isBusy = false;
    let isAskedAgain = false;
    // No server answered, so that it is asked again once one does.
    let isLost = false;
    load.current = async () => {
      isAskedAgain = true;
      if (isBusy) return;
      isBusy = true;
      while (isAskedAgain && !abort.signal.aborted) {
        isAskedAgain = false;
        setState((old) => ({ ...old, loading: true }));
        try {
          const data = await get(abort.signal);
          isLost = false;
          keep(key, data);
          if (abort.signal.aborted) return;
          setState((old) => ({
            data: isSame(old.data, data) ? old.data : data,
            error: null,
            loading: false,
          }));
        } catch (error) {
          if (abort.signal.aborted) return;
          if (!(error instanceof Failure)) throw error;
          isLost = error.status === 0;
          setState((old) => ({ ...old, error, loading: false }));
        }
      }
      isBusy = false;
    };
    const known = lately.get(key) as T | undefined;
    if (known !== undefined) setState({ data: known, error: null, loading: true });
    load.current();
    const end = connection.subscribe(() => {
      if (connection.get() === "up" && !isBusy && isLost) load.current();
    });
    return () => {
      end();
      abort.abort();
    };
  }, [key]);

  const seen = useRef(revision);
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    load.current();
  }, [revision]);

  return { ...state, reload: () => load.current() };
}
