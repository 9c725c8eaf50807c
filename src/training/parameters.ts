import { causalParameters } from "../nn/causal/folder.ts";
import { adapterParameters } from "../nn/lora/network.ts";
import type { ParameterSpec, Weight, Weights } from "../nn/parameters.ts";
import { sizeOf } from "../onnx/shape.ts";
import { causalModelling } from "./causal.ts";
import type { CausalJob, TrainingJob, TranslationJob } from "./job.ts";
import type { Objective } from "./objective.ts";
import { preferenceLearning } from "./preferences.ts";
import { parametersOf, translation } from "./translation.ts";

export function objectiveOf(job: TrainingJob): Objective {
  if ("preference" in job) return preferenceLearning(job);
  return "causal" in job ? causalModelling(job) : translation(job);
}

/** What a job's parameters follow from. */
export type ParameterSource =
  | Pick<TranslationJob, "config" | "frozen" | "lora">
  | Pick<CausalJob, "causal" | "frozen" | "lora">;

/** The parameters a job trains, in the order of its flat vector. */
export function trainedParameters(job: ParameterSource): ParameterSpec[] {
  if (job.lora !== undefined) return adapterParameters({ ...job, lora: job.lora });
  const all = "causal" in job ? causalParameters(job.causal) : parametersOf(job.config);
  return all.filter(({ name }) => !job.frozen?.has(name));
}

/** Weights by name: views of those in a training's flat vector, which are adapters alone where a job trains these, and the frozen ones. */
export function weightsOf(job: ParameterSource, parameters: Float32Array): Weights {
  let offset = 0;
  const trained = trainedParameters(job).map(({ name, shape }): [string, Weight] => {
    const start = offset;
    offset += sizeOf(shape);
    return [name, { shape, values: parameters.subarray(start, offset) }];
  });
  return new Map([...trained, ...(job.frozen ?? [])]);
}
