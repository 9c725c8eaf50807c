import { z } from "zod";
import type { CostAtMost } from "../endpoint/cost.ts";
import { compression, compressionOptions } from "./compression.ts";
import { contains, containsOptions } from "./contains.ts";
import { embedding, embeddingOptions } from "./embedding.ts";
import { entailment, entailmentOptions } from "./entailment.ts";
import { exactMatch, exactMatchOptions } from "./exact-match.ts";
import { field, fieldOptions } from "./field.ts";
import { invariants, invariantsOptions } from "./invariants.ts";
import { jsonSchema, jsonSchemaOptions } from "./json-schema.ts";
import { judge, judgeOptions } from "./judge.ts";
import { length, lengthOptions } from "./length.ts";
import { likelihood, likelihoodOptions } from "./likelihood.ts";
import { module, moduleOptions } from "./module.ts";
import { noisyOracle, noisyOracleOptions } from "./noisy-oracle.ts";
import { numericMatch, numericMatchOptions } from "./numeric-match.ts";
import { oracle, oracleOptions } from "./oracle.ts";
import { overlap, overlapOptions } from "./overlap.ts";
import { pattern, patternOptions } from "./pattern.ts";
import { peer, peerOptions } from "./peer.ts";
import { random, randomOptions } from "./random.ts";
import { repetition, repetitionOptions } from "./repetition.ts";
import { self, selfOptions } from "./self.ts";
import type { Score, Verifier, VerifierContext, VerifierKind } from "./verifier.ts";

/** Verifiers that need neither a task nor a model trained here: the schema of one of a curation's `verifiers`. */
export const ruleOptions = z.discriminatedUnion("kind", [
  randomOptions,
  fieldOptions,
  lengthOptions,
  patternOptions,
  jsonSchemaOptions,
  containsOptions,
  repetitionOptions,
  compressionOptions,
  overlapOptions,
  exactMatchOptions,
  numericMatchOptions,
  moduleOptions,
  judgeOptions,
  likelihoodOptions,
  embeddingOptions,
  entailmentOptions,
]);

export type RuleOptions = z.infer<typeof ruleOptions>;

/** Every verifier by its kind: the schema of one of a pipeline file's `verifiers`. */
export const verifierOptions = z.discriminatedUnion("kind", [
  oracleOptions,
  noisyOracleOptions,
  invariantsOptions,
  selfOptions,
  peerOptions,
  ...ruleOptions.options,
]);

export type VerifierOptions = z.infer<typeof verifierOptions>;

type Kind = VerifierOptions["kind"];
type ByKind = { [K in Kind]: Extract<VerifierOptions, { kind: K }> };

const verifiers: { readonly [K in Kind]: VerifierKind<ByKind[K]> } = {
  oracle,
  "noisy-oracle": noisyOracle,
  invariants,
  self,
  peer,
  judge,
  likelihood,
  embedding,
  entailment,
  random,
  field,
  length,
  pattern,
  "json-schema": jsonSchema,
  contains,
  repetition,
  compression,
  overlap,
  "exact-match": exactMatch,
  "numeric-match": numericMatch,
  module,
};

/**
 * The verifier that `options`, parsed by `verifierOptions`, describe. A malformed output scores −Infinity and is shown to
 * none of them.
 *
 * @throws PstarError where the verifier cannot judge the context's task
 */
export function createVerifier<K extends Kind>(
  name: string,
  options: ByKind[K],
  context: VerifierContext,
): Verifier {
  const kind: VerifierKind<ByKind[K]> = verifiers[options.kind as K];
  const made = kind.create(options, context);
  const { score: scorer, ...rest } =
    typeof made === "function" ? { score: made, release: async () => {} } : made;
  return {
    name,
    rowsTogether: 1024,
    ...rest,
    async score(items) {
      const wellFormed = items.map(({ output }) => context.task.wellFormed(output));
      const scores = await scorer(items.filter((_, i) => wellFormed[i]));
      let next = 0;
      return wellFormed.map((readable) => scoreOf(readable ? scores[next++]! : -Infinity));
    },
  };
}

const scoreOf = (scored: number | Score): Score => (typeof scored === "number" ? { score: scored } : scored);

/**
 * What a verifier's scores depend on besides its options and the rows: hashes of the files that its options name, relative
 * to `folder`; undefined where there are none. Belongs into a stage's key.
 *
 * @throws PstarError (exit code 2) where a file cannot be read
 */
export function fingerprintVerifier<K extends Kind>(options: ByKind[K], folder: string): unknown {
  const kind: VerifierKind<ByKind[K]> = verifiers[options.kind as K];
  return kind.fingerprint?.(options, folder);
}

/** What of a verifier's options can change its scores: all but its name where its kind says nothing else. */
export function verifierIdentity<K extends Kind>(options: ByKind[K]): unknown {
  const kind: VerifierKind<ByKind[K]> = verifiers[options.kind as K];
  const { name: _, ...own } = options;
  return kind.identity === undefined ? own : kind.identity(options);
}

/** The most that scoring can cost; undefined where nothing is asked of an endpoint. */
export function scoresAtMost<K extends Kind>(
  options: ByKind[K],
  candidates: { readonly count: number; readonly meanBytes: number },
): CostAtMost | undefined {
  const kind: VerifierKind<ByKind[K]> = verifiers[options.kind as K];
  return kind.atMost?.(options, candidates);
}

/** Whether a failure to score may pass, so that asking again is worth it. */
export const verifierMayRecover = ({ kind }: VerifierOptions): boolean => verifiers[kind].mayRecover === true;

/**
 * A name for each of a list of verifiers: its own, else its kind, with a setting where the kind is used more than once
 * (`noisy-oracle-0.5`). Two may still be the same, where options differ in what no name says.
 */
export function nameVerifiers(list: readonly VerifierOptions[]): string[] {
  return list.map((options) => {
    if (options.name !== undefined) return options.name;
    const alike = list.filter(({ kind, name }) => kind === options.kind && name === undefined);
    return alike.length === 1 ? options.kind : suffixed(options);
  });
}

function suffixed<K extends Kind>(options: ByKind[K]): string {
  const kind: VerifierKind<ByKind[K]> = verifiers[options.kind as K];
  return kind.setting === undefined ? options.kind : `${options.kind}-${kind.setting(options)}`;
}
