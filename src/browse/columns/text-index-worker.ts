import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { PstarError } from "../../errors.ts";
import {
  indexAnswered,
  indexNext,
  isDamage,
  openSearchIndex,
  openStore,
  removeSearchIndex,
  type SearchIndex,
} from "../../store/index.ts";
import { type Asked, failureOf, notify, type Said } from "../../threads.ts";
import type { SetPlan } from "./plan.ts";

/** Which set's texts to index; answered when all are that there are. */
export interface IndexQuestion {
  readonly plan: SetPlan;
  /** Before all others. */
  readonly isUrgent: boolean;
  /** What there is was found damaged. */
  readonly isDamaged?: boolean;
}

/** An index as it can be searched now. */
export interface IndexPlace {
  readonly path: string;
  /** Counts the times that it was made anew. */
  readonly made: number;
  /** A folder that goes when the index is used no more; null where the index stays. */
  readonly temporary: string | null;
}

export interface IndexNotice {
  readonly place: IndexPlace;
  readonly stage: number;
  /** Candidates whose texts are indexed. */
  readonly rows: number;
}

/** Candidates a transaction: some tenths of a second. */
const together = 8192;

const path = workerData as string;
const store = openStore(path, { readonly: true });
let open: { readonly index: SearchIndex; readonly place: IndexPlace } | undefined;
let wanted: Asked<IndexQuestion>[] = [];
/** Sets whose rows can change no more, all of them indexed. */
const settled = new Set<string>();

/** Beside the database; in the temporary folder where that can't be written. */
function openBeside(made: number): NonNullable<typeof open> {
  const beside = `${path.replace(/\.db$/, "")}.search-index`;
  try {
    return {
      index: openSearchIndex(beside, statSync(path).mode & 0o666),
      place: { path: beside, made, temporary: null },
    };
  } catch (error) {
    if (!(error instanceof PstarError)) throw error;
    const temporary = mkdtempSync(join(tmpdir(), "pstar-search-"));
    const elsewhere = join(temporary, "texts.search-index");
    return { index: openSearchIndex(elsewhere), place: { path: elsewhere, made, temporary } };
  }
}

function openAnew(): void {
  const { index, place } = open!;
  index.close();
  removeSearchIndex(place.path);
  settled.clear();
  open = openBeside(place.made + 1);
}

/** One step for the first that is wanted. */
function step({ id, question: { plan } }: Asked<IndexQuestion>): void {
  const { index, place } = open!;
  const { rows, isWhole } = indexNext(index, store, plan, together);
  notify<IndexNotice>({ place, stage: plan.stage, rows });
  if (!isWhole) return;
  indexAnswered(index, store, plan.stage);
  if (plan.done) settled.add(plan.fingerprint);
  finish(id);
}

function finish(id: number): void {
  wanted = wanted.filter((one) => one.id !== id);
  say({ kind: "answer", id, answer: null });
}

async function work(): Promise<void> {
  let repaired = 0;
  for (let first = wanted[0]; first !== undefined; first = wanted[0]) {
    try {
      open ??= openBeside(0);
      if (settled.has(first.question.plan.fingerprint)) finish(first.id);
      else step(first);
    } catch (error) {
      const isOurs = error instanceof PstarError && error.where === open?.place.path;
      if (isOurs && isDamage(error) && repaired++ === 0) openAnew();
      else {
        wanted = wanted.filter((one) => one !== first);
        say({ kind: "failure", id: first.id, failure: failureOf(error) });
      }
    }
    await setImmediate();
  }
}

const port = parentPort!;
const say = (said: Said<null, never>): void => port.postMessage(said);
let isWorking = false;
port.on("message", async (asked: Asked<IndexQuestion>) => {
  if (asked.question.isDamaged && open !== undefined) openAnew();
  wanted = asked.question.isUrgent ? [asked, ...wanted] : [...wanted, asked];
  if (isWorking) return;
  isWorking = true;
  await work();
  isWorking = false;
});
