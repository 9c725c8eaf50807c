import { availableParallelism } from "node:os";
import type { TransformerShape } from "../nn/config.ts";
import type { SelectorOptions } from "../selectors/index.ts";
import type { TrainingOptions } from "../training/options.ts";
import { nameVerifiers, type VerifierOptions } from "../verifiers/index.ts";
import type { PipelineFile } from "./schema.ts";

/** A model to be trained. */
export interface ModelPlan {
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
  const verifiers = file.verifiers.map((verifier, index) => {
    const name = names[index]!;
    return verifier.kind === "peer"
      ? { ...verifier, ...like(file.generator, verifier), name }
      : { ...verifier, name };
  });
  const students = { ...file.students, ...like(file.generator, file.students) };
  const cores = Math.floor(availableParallelism() / students.training.threads);
  return { ...file, folder, verifiers, students, concurrency: file.concurrency ?? Math.max(1, cores) };
}

type Different<T> = { readonly [K in keyof T]?: T[K] | undefined } | undefined;

/** The generator's model and training with what differs from them. */
function like(
  { model, training }: ModelPlan,
  different: { readonly model?: Different<TransformerShape>; readonly training?: Different<TrainingOptions> },
): ModelPlan {
  return {
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
