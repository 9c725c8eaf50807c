import { comparedText, type ThinningContext } from "./context.ts";
import { clusterSimilarity, usualShingle } from "./options.ts";
import { similarTexts } from "./similar-texts.ts";
import type { Step } from "./step.ts";

/**
 * Keeps at most `most` rows of each cluster: the kept rows that a chain of similar outputs connects. A row joins every
 * cluster it is similar to a member of, and is dropped where that would make one too large. Rows that are dropped
 * connect nothing, so common phrases don't chain all rows into one cluster.
 */
export function capPerCluster(
  {
    most,
    similarity = clusterSimilarity,
  }: { readonly most: number; readonly similarity?: number | undefined },
  context: ThinningContext,
  seed: number,
): Step {
  const kept = similarTexts({ similarity, shingle: usualShingle }, comparedText("output", context), seed);
  /** By place among the kept: the place one step nearer to its cluster's first, and the size of a first's cluster. */
  const parents: number[] = [];
  const sizes: number[] = [];
  let joined: number[] = [];

  const firstOf = (place: number): number => {
    let at = place;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };

  return {
    reason: "over the cap",
    admits(row) {
      joined = [];
      let size = 1;
      kept.search(row, (place) => {
        const first = firstOf(place);
        if (joined.includes(first)) return false;
        joined.push(first);
        size += sizes[first]!;
        return size > most;
      });
      return size <= most;
    },
    keep() {
      const place = parents.length;
      kept.add();
      parents.push(place);
      sizes.push(joined.reduce((sum, first) => sum + sizes[first]!, 1));
      for (const first of joined) parents[first] = place;
    },
  };
}
