import { PstarError } from "../../errors.ts";
import type { ScoredCandidates } from "../selector.ts";
import { capPerCluster } from "./cap-per-cluster.ts";
import type { ThinningContext } from "./context.ts";
import type { CapOptions } from "./options.ts";
import type { Step } from "./step.ts";

/** Keeps at most so many rows of each input, cluster or value of a field. */
export function cap(
  { per, most, similarity }: CapOptions,
  { group }: ScoredCandidates,
  context: ThinningContext,
  seed: number,
): Step {
  if (per === "input") return capPerValue((row) => group[row], most);
  if (per === "cluster") return capPerCluster({ most, similarity }, context, seed);
  return capPerField(per.slice("field:".length), most, context);
}

/** Rows without a value are not capped. */
function capPerValue<T>(read: (row: number) => T | null, most: number): Step {
  const counts = new Map<T, number>();
  let last: T | null = null;
  return {
    reason: "over the cap",
    admits(row) {
      last = read(row);
      return last === null || (counts.get(last) ?? 0) < most;
    },
    keep() {
      if (last !== null) counts.set(last, (counts.get(last) ?? 0) + 1);
    },
  };
}

function capPerField(name: string, most: number, context: ThinningContext): Step {
  let asked = 0;
  let found = 0;
  const read = (row: number) => {
    const value = context.fieldOf(row, name);
    asked++;
    if (value !== null) found++;
    return value;
  };
  return {
    ...capPerValue(read, most),
    end() {
      if (asked === 0 || found > 0) return;
      throw new PstarError(`no selected row has a field ${name} to cap by`, {
        exitCode: 2,
        remedy: "name a field of the file's rows, as in `field:topic`",
      });
    },
  };
}
