import type { NamedVerifier, PipelineConfig } from "../config/index.ts";
import type { EndpointOptions } from "../endpoint/options.ts";
import type { EndpointRequest } from "../endpoint/request.ts";
import { requestsOf } from "../generators/endpoint.ts";
import { readExamples, type Store } from "../store/index.ts";
import { judgeRequests } from "../verifiers/judge/requests.ts";
import { samplingOf } from "./answerer.ts";
import type { Plan } from "./plan.ts";
import type { Stage } from "./stage.ts";
import { greedy } from "./stages/evaluate.ts";
import { generatorItem } from "./stages/generate.ts";
import { shownRows, verifierItem } from "./stages/verify.ts";

/** A stage that asks an endpoint. */
export interface AskingStage {
  readonly stage: Stage;
  /** Who asks: `generator`, or a judge by its name. */
  readonly asker: string;
  readonly options: EndpointOptions;
  /** All that it asks. @param input id of the stage whose rows it asks about, which is done */
  requests(store: Store, input: number): Iterable<EndpointRequest>;
}

/** The stages of a pipeline that ask an endpoint: the generator's, then each judge's. */
export function askingStages(config: PipelineConfig, plan: Plan): AskingStage[] {
  const judging = judgesOf(config).flatMap((judge) =>
    judgeStages(plan, judge).map((stage): AskingStage => {
      const seed = seedOf(stage);
      return {
        stage,
        asker: judge.name,
        options: judge,
        *requests(store, candidates) {
          for (const row of shownRows(store, candidates, plan.task)) {
            yield* judgeRequests(judge, [verifierItem(row, seed)]).flat();
          }
        },
      };
    }),
  );
  return [...generatorStages(config, plan), ...judging];
}

function generatorStages({ generator }: PipelineConfig, plan: Plan): AskingStage[] {
  if (generator.kind !== "endpoint") return [];
  const { evaluation } = plan.generator;
  const generating = plan.stages("generate").filter(({ kind }) => kind === "generate");
  return [...generating, ...(evaluation === undefined ? [] : [evaluation])].map((stage) => {
    const sampling = stage === evaluation ? greedy : samplingOf(generator);
    const seed = seedOf(stage);
    return {
      stage,
      asker: "generator",
      options: generator,
      *requests(store, examples) {
        for (const example of readExamples(store, examples)) {
          yield* requestsOf(generator, sampling, [generatorItem(example, sampling.samples, seed)]);
        }
      },
    };
  });
}

export type NamedJudge = Extract<NamedVerifier, { kind: "judge" }>;

/** The language models among a pipeline's verifiers. */
export const judgesOf = ({ verifiers }: PipelineConfig): NamedJudge[] =>
  verifiers.filter((verifier) => verifier.kind === "judge");

/** The stages that score by a judge. */
export const judgeStages = (plan: Plan, { name }: NamedJudge): Stage[] =>
  plan.stages("verify").filter((stage) => stage.kind === "verify" && stage.name.endsWith(` by ${name}`));

/** The seed that the items of a stage have theirs from. */
export const seedOf = ({ options }: Stage): number => (options as { readonly seed: number }).seed;
