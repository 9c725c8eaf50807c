import type { InputKinds } from "../estimation/kinds.ts";
import { dataVersion, type Store } from "../store/index.ts";
import type { Browser } from "./browser.ts";
import type { SetPlan } from "./columns/plan.ts";
import { type Recent, recent } from "./columns/recent.ts";
import { kindsOfInputs } from "./input-kinds.ts";
import type { LabelledSet } from "./labelled-set.ts";
import { type RankedRows, rankedRows } from "./ranked-rows.ts";

/** What takes long to make of a million rows, kept for the next question. */
export interface Prepared {
  /** @param scores of that verifier as they are now @param seed of the selections */
  ranking(stage: number, verifier: string, scores: Float64Array, seed: number): RankedRows;
  kinds(store: Store, plan: SetPlan, group: Int32Array): Promise<InputKinds>;
  /** Read again once anybody else has written to the database. @param key what set and verifier they are of */
  labelled(store: Store, key: string, read: () => LabelledSet | null): LabelledSet | null;
}

const keptRankings = 8;
const keptKinds = 4;
const keptLabelled = 8;
const ofBrowsers = new WeakMap<Browser, Prepared>();

/** What was made for the questions asked of one browser before. */
export function preparedFor(browser: Browser): Prepared {
  const known = ofBrowsers.get(browser) ?? prepared();
  ofBrowsers.set(browser, known);
  return known;
}

interface KnownRanking {
  /** A copy: those of a run that goes on change in place. */
  readonly scores: Float64Array;
  readonly ranked: RankedRows;
}

function prepared(): Prepared {
  const rankings: Recent<KnownRanking> = recent(keptRankings);
  const kinds: Recent<InputKinds> = recent(keptKinds);
  const labelled: Recent<{ readonly version: number; readonly set: LabelledSet | null }> =
    recent(keptLabelled);
  return {
    ranking(stage, verifier, scores, seed) {
      const key = JSON.stringify([stage, verifier, seed]);
      const known = rankings.get(key);
      if (known !== undefined && isSame(known.scores, scores)) return known.ranked;
      return rankings.put(key, { scores: scores.slice(), ranked: rankedRows(scores, seed) }).ranked;
    },
    async kinds(store, plan, group) {
      const key = JSON.stringify([plan.stage, plan.fingerprint, group.length]);
      const known = kinds.get(key);
      if (known !== undefined) return known;
      return kinds.put(key, await kindsOfInputs(store, plan, group));
    },
    labelled(store, key, read) {
      const version = dataVersion(store);
      const known = labelled.get(key);
      if (known?.version === version) return known.set;
      return labelled.put(key, { version, set: read() }).set;
    },
  };
}

/** To the bit: NaN is NaN. */
function isSame(a: Float64Array, b: Float64Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float64Array) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  return a.length === b.length && bytes(a).equals(bytes(b));
}
