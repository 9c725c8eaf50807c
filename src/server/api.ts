/*
 * What the page asks of the server: every route with its answer, types alone, so that both sides are held to them. All
 * are GET and read only, save `POST …/labels`. Errors are `{ error: string, remedy?: string }`: 400 for a wrong query, 404
 * where there is no such thing, 503 where the database cannot be read. Answers have an ETag and are 304 for who knows it.
 *
 *   /api/databases                               DatabaseEntry[]
 *   /api/db/:db/runs                             RunHead & { verdict }[]          the newest first
 *   /api/db/:db/runs/:run                        RunInspection
 *   /api/db/:db/runs/:run/figures                FigureEntry[]
 *   /api/db/:db/runs/:run/figures/:figure.svg    ?theme=light|dark&width=360…1600
 *   /api/db/:db/runs/:run/figures/:figure.png    same
 *   /api/db/:db/runs/:run/figures/:figure.csv
 *   /api/db/:db/runs/:run/report.html            the report, as `pstar report` writes it
 *   /api/db/:db/runs/:run/origin                 RunPlace, or null: of a tuning, the run that its rows were exported from
 *   /api/db/:db/runs/:run/changes                server-sent events: `change` whenever the database has changed
 *   /api/db/:db/runs/:run/sets                   CandidateSet[]
 *   /api/db/:db/runs/:run/sets/:stage/rows       RowPage; the RowFilter as query, and offset, limit (at most 200)
 *   /api/db/:db/runs/:run/sets/:stage/state      SetState
 *   /api/db/:db/runs/:run/sets/:stage/reselect   Reselection; ?verifier, selector, fraction, against (a selection)
 *   /api/db/:db/runs/:run/sets/:stage/queue      LabelQueue; ?limit
 *   /api/db/:db/runs/:run/rows/:candidate        RowDetail
 *   /api/db/:db/trace/:id                        Trace (store/trace.ts)
 *   POST /api/db/:db/labels                      GivenLabel in, Labelled out; header `x-pstar-token`
 */
export type {
  CandidateSet,
  GivenLabel,
  Labelled,
  LabelQueue,
  Reselection,
  RowDetail,
  RowFilter,
  RowPage,
  SetState,
} from "../browse/row.ts";
export type { RunHead, RunInspection, RunVerdict } from "../inspect/inspection.ts";
export type { Trace, TraceEdge, TraceNode } from "../store/trace-graph.ts";

export interface DatabaseEntry {
  /** Place in the command line, the `:db` of the routes. */
  readonly db: number;
  /** File name, and the path as it was given. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly runs: number;
  /** Why it can't be shown; null where it can. */
  readonly error: string | null;
}

/** A run, wherever it is. */
export interface RunPlace {
  readonly db: number;
  /** `r1` */
  readonly run: string;
}

export interface FigureEntry {
  readonly id: string;
  readonly title: string;
  /** What it shows in a sentence, for those who can't see it. */
  readonly description: string;
}

export interface ApiError {
  readonly error: string;
  readonly remedy?: string;
}
