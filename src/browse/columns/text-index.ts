import { rmSync } from "node:fs";
import { moduleBeside } from "../../modules.ts";
import { startThread } from "../../threads.ts";
import type { SetPlan } from "./plan.ts";
import type { IndexNotice, IndexPlace, IndexQuestion } from "./text-index-worker.ts";

/** The index of a database's texts, which a thread of its own keeps whole. */
export interface TextIndex {
  /** Lets what is not indexed of a set be indexed, before other sets where `isUrgent`. */
  want(plan: SetPlan, version: number, isUrgent: boolean): void;
  /** Candidates of a stage whose texts are indexed. */
  indexed(stage: number): number;
  /** Null before there is one. @throws PstarError where texts can't be indexed */
  place(): IndexPlace | null;
  /** Has it made anew. */
  repair(plan: SetPlan): void;
  end(): Promise<void>;
}

/** @param path of the database */
export function textIndex(path: string): TextIndex {
  const rows = new Map<number, number>();
  const asked = new Map<number, { readonly version: number; readonly isUrgent: boolean }>();
  let place: IndexPlace | null = null;
  let failure: Error | null = null;
  const temporary = new Set<string>();
  const thread = startThread<IndexQuestion, null, IndexNotice>(
    moduleBeside(import.meta.url, "./text-index-worker"),
    path,
    (notice) => {
      if (notice.place.made !== place?.made) rows.clear();
      place = notice.place;
      if (place.temporary !== null) temporary.add(place.temporary);
      rows.set(notice.stage, notice.rows);
    },
  );
  const ask = (question: IndexQuestion): void => {
    thread.ask(question).then(
      () => {
        failure = null;
      },
      (error: Error) => {
        failure = error;
        // Whoever looks at the set next has it tried again.
        asked.delete(question.plan.stage);
      },
    );
  };
  return {
    want(plan, version, isUrgent) {
      const last = asked.get(plan.stage);
      if (last?.version === version && (last.isUrgent || !isUrgent)) return;
      asked.set(plan.stage, { version, isUrgent });
      ask({ plan, isUrgent });
    },
    indexed: (stage) => rows.get(stage) ?? 0,
    place() {
      if (failure !== null) throw failure;
      return place;
    },
    repair(plan) {
      rows.clear();
      asked.clear();
      ask({ plan, isUrgent: true, isDamaged: true });
    },
    async end() {
      await thread.end();
      for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
    },
  };
}
