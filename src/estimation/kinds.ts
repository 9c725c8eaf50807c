import { PstarError } from "../errors.ts";
import type { CandidateColumns } from "./columns.ts";

/** More kinds than this are no kinds but a name for each row. */
const MOST_KINDS = 1000;

/** The kind of each input: that of its first candidate; one kind, "all", where none are told apart. */
export interface InputKinds {
  readonly names: readonly string[];
  /** Place in `names` of each input, −1 of one without candidates. */
  readonly ofInput: Int32Array;
  /** Inputs of each kind. */
  readonly sizes: Int32Array;
  /** Places in `names` of the kinds that have inputs, by name. */
  readonly sorted: readonly number[];
}

/** @throws PstarError when there are too many kinds to tell anything of any */
export function inputKinds({ rows, cluster, inputs, group }: CandidateColumns): InputKinds {
  const names = group?.names ?? ["all"];
  if (names.length > MOST_KINDS) {
    throw new PstarError(`${names.length.toLocaleString("en-US")} kinds of candidate`, {
      where: "estimate",
      remedy: `name a field with at most ${MOST_KINDS.toLocaleString("en-US")} different values as the group`,
      exitCode: 2,
    });
  }
  const ofInput = new Int32Array(inputs).fill(-1);
  const sizes = new Int32Array(names.length);
  for (let row = 0; row < rows; row++) {
    const input = cluster[row];
    if (ofInput[input] >= 0) continue;
    ofInput[input] = group?.codes[row] ?? 0;
    sizes[ofInput[input]]++;
  }
  const sorted = [...names.keys()]
    .filter((kind) => sizes[kind] > 0)
    .sort((a, b) => names[a].localeCompare(names[b], "en", { numeric: true }));
  return { names, ofInput, sizes, sorted };
}
