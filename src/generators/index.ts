import { z } from "zod";
import type { CostAtMost } from "../endpoint/cost.ts";
import { endpointGenerator, endpointOptions, endpointProblems } from "./endpoint.ts";
import { file, fileOptions } from "./file.ts";
import type { Generator, GeneratorContext, GeneratorKind } from "./generator.ts";
import { model, modelOptions } from "./model.ts";
import { publishedGenerator, publishedOptions } from "./published.ts";
import { type SamplingOptions, samplingOptions } from "./sampling.ts";
import { trainedOptions } from "./trained.ts";

const sampling = samplingOptions.prefault({});

/** Every generator by its kind, a trained one where none is said: the schema of a pipeline file's `generator`. */
export const generatorOptions = z.discriminatedUnion("kind", [
  trainedOptions,
  modelOptions,
  publishedOptions,
  endpointOptions.extend({ sampling }),
  fileOptions,
]);

export type GeneratorOptions = z.infer<typeof generatorOptions>;
export type TrainedOptions = z.infer<typeof trainedOptions>;
/** A generator that is there already. */
export type ReadyOptions = Exclude<GeneratorOptions, TrainedOptions>;

type Kind = ReadyOptions["kind"];
type ByKind = { [K in Kind]: Extract<ReadyOptions, { kind: K }> };

const generators: { readonly [K in Kind]: GeneratorKind<ByKind[K]> } = {
  model,
  published: publishedGenerator,
  endpoint: endpointGenerator,
  file,
};

const kindOf = <K extends Kind>({ kind }: ByKind[K]): GeneratorKind<ByKind[K]> => generators[kind as K];

/**
 * The generator that `options`, parsed by `generatorOptions`, describe.
 *
 * @throws PstarError where its model, file or server cannot be reached
 */
export function createGenerator<K extends Kind>(
  options: ByKind[K],
  context: GeneratorContext,
): Promise<Generator> {
  return kindOf(options).create(options, context);
}

/**
 * All that a ready generator's answers depend on besides inputs, sampling and seeds: those of its options that matter and
 * hashes of the files they name. Belongs into a stage's key.
 *
 * @throws PstarError (exit code 2) where a file cannot be read
 */
export function generatorIdentity<K extends Kind>(
  options: ByKind[K],
  folder: string,
): { readonly generator: unknown; readonly outside?: unknown } {
  const { identity, fingerprint } = kindOf(options);
  const { sampling: _, ...own } = options;
  const outside = fingerprint?.(options, folder);
  return {
    generator: identity === undefined ? own : identity(options),
    ...(outside !== undefined && { outside }),
  };
}

/** Whether a failure may pass, so that asking again is worth it. */
export const mayRecover = ({ kind }: ReadyOptions): boolean => generators[kind].mayRecover === true;

/** The most that answers can cost; undefined where nothing is asked of an endpoint. */
export function answersAtMost<K extends Kind>(
  options: ByKind[K],
  sampling: SamplingOptions,
  inputs: { readonly count: number; readonly meanBytes: number },
): CostAtMost | undefined {
  return kindOf(options).atMost?.(options, sampling, inputs);
}

/** What of a generator's sampling it cannot do, a sentence each. */
export function unsuitedSampling(generator: GeneratorOptions): string[] {
  return generator.kind === "endpoint" ? endpointProblems(generator.sampling) : [];
}
