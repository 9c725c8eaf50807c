import { existsSync } from "node:fs";
import { PstarError } from "../errors.ts";
import { createRandom } from "../random/generator.ts";
import { deriveSeed } from "../random/seed.ts";
import {
  appendHandLabel,
  countCandidates,
  listStages,
  openStore,
  parseId,
  publicId,
  readCandidate,
  readRun,
  rowId,
  runsOfStage,
  type Store,
  stageOf,
} from "../store/index.ts";
import { estimatedCandidates, type LabelsNow, labellingStage, labelsNow } from "./labels-now.ts";
import type { GivenLabel, Labelled, LabelQueue } from "./row.ts";

/**
 * Candidates of a stage to label next, drawn without replacement by the run's seed: the same ones in the same order
 * whenever it is asked. Those whose label estimates use already are left out, and so is what has no output; a row that
 * somebody chose to label by eye comes up as if it had not been, since else what is drawn were no sample of all rows.
 *
 * @param stage a candidates' stage of the run
 * @param limit how many to draw
 * @throws PstarError (exit code 2) where the run has no such candidates
 */
export function labelQueue(store: Store, run: number, stage: number, limit: number): LabelQueue {
  return store.read(() => {
    const stages = listStages(store, run);
    if (!stages.some(({ id }) => id === stage) || countCandidates(store, stage) === 0) {
      throw new PstarError(`run ${publicId("run", run)} has no candidates ${publicId("stage", stage)}`, {
        exitCode: 2,
        where: store.path,
      });
    }
    const labels = labelsNow(store, stage, labellingStage(stages, stage)?.id);
    const seed = deriveSeed(readRun(store, run).seed, "labels by hand", stage);
    return {
      next: drawn(store, stage, labels, seed, limit).map((row) => publicId("candidate", row)),
      ...counts(labels),
      rows: labels.values.length,
      ...(estimatedCandidates(stages) !== stage && { unused }),
    };
  });
}

const unused =
  "The run's estimates rest on other candidates: labels given here are kept and shown, and no estimate uses them.";

const counts = ({ labelled, labelledByHand }: LabelsNow): Labelled => ({ labelled, byHand: labelledByHand });

/** The first rows without a label, of a shuffle that goes only as far as it must. */
function drawn(store: Store, stage: number, { values }: LabelsNow, seed: number, limit: number): number[] {
  const random = createRandom(seed);
  const order = new Int32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  const found: number[] = [];
  for (let i = 0; i < order.length && found.length < limit; i++) {
    const chosen = i + random.integer(order.length - i);
    const position = order[chosen]!;
    order[chosen] = order[i]!;
    const row = rowId(stage, position);
    if (Number.isNaN(values[position]) && readCandidate(store, row).output !== null) found.push(row);
  }
  return found;
}

/** Milliseconds: whoever gives a label has other things to answer. */
const PATIENCE = 200;

/**
 * Puts a label given by hand into the database at `path`, and on disk, before it returns.
 *
 * @throws PstarError where a run is writing just now, see `isBusy`; (exit code 2) where there is no such candidate, it has no output, or the label is not in [0, 1]
 */
export function giveLabel(path: string, { id, value, drawn }: GivenLabel): Labelled {
  const wanted = parseId(id);
  if (wanted.kind !== "candidate") {
    throw new PstarError(`${id} is no candidate`, {
      exitCode: 2,
      remedy: "label candidates, such as c4-120",
    });
  }
  if (value !== null && !(value >= 0 && value <= 1)) {
    throw new PstarError(`a label is ${value}`, {
      exitCode: 2,
      where: id,
      remedy: "labels are 1 for correct, 0 for incorrect, or between",
    });
  }
  if (!existsSync(path)) throw new PstarError("is not there", { exitCode: 2, where: path });
  const store = openStore(path, { patience: PATIENCE });
  try {
    appendHandLabel(store, { candidate: wanted.id, value, drawn });
    const stage = stageOf(wanted.id);
    const run = runsOfStage(store, stage).at(-1)!;
    return counts(labelsNow(store, stage, labellingStage(listStages(store, run), stage)?.id));
  } finally {
    store.close();
  }
}
