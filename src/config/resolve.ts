import { availableParallelism } from "node:os";
import type { GeneratorOptions, TrainedOptions } from "../generators/index.ts";
import { type TransformerShape, transformerShape } from "../nn/config.ts";
import type { SelectorOptions } from "../selectors/index.ts";
import { type TrainingOptions, trainingOptions } from "../training/options.ts";
import { nameVerifiers, type VerifierOptions } from "../verifiers/index.ts";
import type { PipelineFile } from "./schema.ts";

/** A model to be trained. */
export interface ModelPlan {
  /** Folder of the model whose weights and shape it starts with; fresh weights in the shape of `model` where undefined. */
  readonly base: string | undefined;
  readonly model: TransformerShape;
  readonly training: TrainingOptions;
}

type Peer = Extract<VerifierOptions, { kind: "peer" }>;

/** A verifier with its name in scores and cells; a peer with all of its model. */
export type NamedVerifier = (Exclude<VerifierOptions, Peer> | (Omit<Peer, keyof ModelPlan> & ModelPlan)) & {
  readonly name: string;
};

/** A pipeline file with every default filled in. */
export interface PipelineConfig extends Omit<PipelineFile, "verifiers" | "students" | "concurrency"> {
  readonly verifiers: readonly NamedVerifier[];
  readonly students: ModelPlan & {
    readonly train: boolean;
    readonly start: "scratch" | "generator";
    readonly unverified: boolean;
    readonly real: boolean;
  };
  /** Trainings at once. Changes no result. */
  readonly concurrency: number;
  /** What paths in the file start from: its own folder. */
  readonly folder: string;
}

/** Fills in what depends on the rest of a file: names of verifiers, models like the generator's, all cores used. */
export function resolve(file: PipelineFile, folder: string): PipelineConfig {
  const names = nameVerifiers(file.verifiers);
  const first = trainedGenerator(file.generator) ?? untold;
  const verifiers = file.verifiers.map((verifier, index) => {
    const name = names[index]!;
    return verifier.kind === "peer" ? { ...verifier, ...like(first, verifier), name } : { ...verifier, name };
  });
  const students = { ...file.students, ...like(first, file.students) };
  const cores = Math.floor(availableParallelism() / students.training.threads);
  return { ...file, folder, verifiers, students, concurrency: file.concurrency ?? Math.max(1, cores) };
}

/** The generator's options where it is one that is trained. */
export function trainedGenerator(generator: GeneratorOptions): TrainedOptions | undefined {
  return generator.kind === undefined || generator.kind === "trained" ? generator : undefined;
}

/** What students are like where no generator is trained. */
const untold = { model: transformerShape.parse({}), training: trainingOptions.parse({}) };

type Different<T> = { readonly [K in keyof T]?: T[K] | undefined } | undefined;

/** The generator's model and training with what differs from them. */
function like(
  { model, training, base }: Omit<ModelPlan, "base"> & { readonly base?: string | undefined },
  different: {
    readonly base?: string | undefined;
    readonly model?: Different<TransformerShape>;
    readonly training?: Different<TrainingOptions>;
  },
): ModelPlan {
  return {
    // A shape of its own is none that the generator's base has.
    base: different.base ?? (different.model === undefined ? base : undefined),
    model: { ...model, ...different.model } as TransformerShape,
    training: { ...training, ...different.training } as TrainingOptions,
  };
}

/** One set of kept candidates: by whose scores and how they are chosen; `verifier` is null where nothing is verified. */
export interface PlannedCell {
  readonly verifier: string | null;
  readonly selector: SelectorOptions;
}

/** Every cell a pipeline has, the unverified one first. */
export function cellsOf({ verifiers, selections, students }: PipelineConfig): PlannedCell[] {
  const all: PlannedCell = { verifier: null, selector: { kind: "all" } };
  const verified = selections.flatMap((selection) => {
    const selectors: SelectorOptions[] =
      selection.selector === "threshold"
        ? selection.thresholds.map((threshold) => ({ kind: "threshold", threshold }))
        : selection.fractions.map((fraction) => ({ kind: selection.selector, fraction }));
    const names = selection.verifiers ?? verifiers.map(({ name }) => name);
    return selectors.flatMap((selector) => names.map((verifier) => ({ verifier, selector })));
  });
  return students.unverified ? [all, ...verified] : verified;
}
