import { availableParallelism } from "node:os";
import type { CostAtMost } from "../endpoint/cost.ts";
import type { Generator } from "../generators/generator.ts";
import {
  answersAtMost,
  createGenerator,
  generatorIdentity,
  mayRecover,
  type ReadyOptions,
} from "../generators/index.ts";
import { type SamplingOptions, samplingOptions } from "../generators/sampling.ts";
import { decodingOf, modelGenerator } from "../generators/trained.ts";
import { readModelFolder } from "../nn/model-folder.ts";
import { readStage } from "../store/index.ts";
import type { Codec } from "../tasks/task.ts";
import type { Stage, StageContext, StageLink } from "./stage.ts";
import { modelFolderOf } from "./stages/train.ts";

/** What answers inputs in a stage: a model that another stage trains, or a generator that is there already. */
export interface Answerer {
  /** Stages that it needs. */
  readonly inputs: readonly StageLink[];
  /** What its answers depend on besides those, inputs, sampling and seeds. */
  readonly identity: object;
  /** Whether a failure may pass, so that asking again is worth it. */
  readonly mayRecover: boolean;
  /** The most that answering can cost, where requests are sent. */
  readonly atMost?: (
    sampling: SamplingOptions,
    inputs: { readonly count: number; readonly meanBytes: number },
  ) => CostAtMost;
  /** Undefined where there is none, since nothing was kept to train it on. */
  open(context: StageContext, sampling: SamplingOptions): Promise<Generator | undefined>;
}

export function trainedAnswerer(training: Stage, codec: Codec): Answerer {
  return {
    inputs: [{ role: "model", stage: training }],
    identity: {},
    mayRecover: false,
    async open({ store, input }, sampling) {
      const stage = input("model");
      if (readStage(store, stage).books?.input === 0) return undefined;
      const model = readModelFolder(modelFolderOf(store, stage));
      return modelGenerator(model, codec, decodingOf(sampling), availableParallelism());
    },
  };
}

/**
 * @param codec the task's tokens
 * @param folder that paths in the generator's options start from
 */
export function readyAnswerer(options: ReadyOptions, codec: Codec | undefined, folder: string): Answerer {
  const asks = answersAtMost(options, samplingOf(options), { count: 0, meanBytes: 0 }) !== undefined;
  return {
    ...(asks && { atMost: (sampling, inputs) => answersAtMost(options, sampling, inputs)! }),
    inputs: [],
    identity: generatorIdentity(options, folder),
    mayRecover: mayRecover(options),
    open: ({ endpoint }, sampling) =>
      createGenerator(options, { sampling, folder, threads: availableParallelism(), codec, endpoint }),
  };
}

/** How a generator draws, whichever of it its kind knows. */
export const samplingOf = ({ sampling }: { readonly sampling: object }): SamplingOptions =>
  samplingOptions.parse(sampling);
