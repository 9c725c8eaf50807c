import type { CandidateSet, RowFilter, RowPage } from "../../server/api.ts";

/** What a table and cards of rows are made of. */
export interface ListProps {
  readonly set: CandidateSet;
  readonly filter: RowFilter;
  readonly page: RowPage;
  /** @param at place of the row among those found */
  href(id: string, at: number): string;
}

export type Row = RowPage["rows"][number];
