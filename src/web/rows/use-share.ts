import type { CandidateSet, Reselection } from "../../server/api.ts";
import { type Answer, type Route, routes, useAnswer } from "../api.ts";
import { useQuery } from "../router.ts";
import { type Share, shareOf } from "./share.ts";
import { useDebounced } from "./use-debounced.ts";

/** Rest before a share is asked for: short, so that sliding feels live. */
const REST = 80;

/** What a share is of. */
export interface ShareProps {
  readonly db: number;
  readonly run: string;
  readonly set: CandidateSet;
  /** Asks again when it changes. */
  readonly revision: number;
}

export interface TriedShare extends Answer<Reselection> {
  /** Null where nothing is scored. */
  readonly share: Share | null;
  readonly choose: ReturnType<typeof useQuery>[1];
  /** Whether the answer is still that to an earlier share. */
  readonly isBehind: boolean;
}

/** The share that the address asks for, and what it would keep. @param fixed of it, whatever the address says */
export function useShare({ db, run, set, revision }: ShareProps, fixed: Partial<Share> = {}): TriedShare {
  const [query, choose] = useQuery();
  const share = shareOf(query, set);
  const asked = share && routes.reselect(db, run, set.stage, { ...share, ...fixed });
  const rested = useDebounced(asked, REST);
  const answer = useAnswer(rested as Route<Reselection> | null, revision);
  return { ...answer, share, choose, isBehind: answer.loading || rested !== asked };
}
