import { basename } from "node:path";
import type { CardFacts } from "../datasets/export/card-facts.ts";
import { readSpending, type Stage, type Store } from "../store/index.ts";

type Origin = Pick<CardFacts, "sources" | "generators" | "prompts" | "spending">;

/**
 * Where the answers of a selection come from, as the run's stages tell it: files, models, what those were asked, and what requests
 * have cost.
 *
 * @param stages of the run
 */
export function originOfAnswers(store: Store, { inputs }: Stage, stages: readonly Stage[]): Origin {
  const candidates = inputs.find(({ role }) => role === "candidates")?.stageId;
  const generating = stages.find(({ id, kind }) => id === candidates && kind === "generate");
  return {
    sources: [
      ...stages.filter(({ kind }) => kind === "import").map(importSource),
      ...inputSources(stages, generating),
    ],
    generators: generating === undefined ? [] : [generatorWords(generating)],
    prompts: generating === undefined ? [] : promptsOf(generating),
    spending: spendingOf(store),
  };
}

type Source = CardFacts["sources"][number];

const importSource = ({ name, options, books }: Stage): Source => ({
  file: name,
  sha256: (options as { readonly sha256: string }).sha256,
  rows: books?.kept ?? 0,
});

/** The file that a pipeline's inputs are from. */
function inputSources(stages: readonly Stage[], generating: Stage | undefined): Source[] {
  const examples = generating?.inputs.find(({ role }) => role === "examples")?.stageId;
  const stage = stages.find(({ id }) => id === examples);
  const sha256 = (stage?.options as { readonly sha256?: string } | undefined)?.sha256;
  if (stage === undefined || sha256 === undefined) return [];
  const { file } = stage.summary as { readonly file: string };
  return [{ file: basename(file), sha256, rows: stage.books?.kept ?? 0 }];
}

/** As `generatorIdentity` wrote it; a trained one has none. */
interface Generated {
  readonly generator?: {
    readonly kind: string;
    readonly model?: string;
    readonly baseUrl?: string;
    readonly revision?: string;
    readonly prompt?: { readonly system?: string; readonly user: string };
  };
  readonly outside?: unknown;
  readonly sampling: { readonly method: string; readonly temperature: number };
}

function generatorWords({ options }: Stage): string {
  const { generator, outside, sampling } = options as Generated;
  const drawn = sampling.method === "sample" ? `, sampled at temperature ${sampling.temperature}` : "";
  switch (generator?.kind) {
    case undefined:
      return `a model trained by this run${drawn}`;
    case "file":
      return `an unnamed model, its answers from a file (SHA-256 ${outside})`;
    case "model":
      return `a model trained by pstar before (SHA-256 ${outside})${drawn}`;
    case "endpoint":
      return `${generator.model} at ${generator.baseUrl}${drawn}`;
    default:
      return `${[generator!.model, generator!.revision].filter(Boolean).join("@")}${drawn}`;
  }
}

function promptsOf({ options }: Stage): string[] {
  const prompt = (options as Generated).generator?.prompt;
  return prompt === undefined ? [] : [[prompt.system, prompt.user].filter(Boolean).join("\n\n")];
}

/** Over all of the database: which of its runs asked first is an accident, since all share the answers. */
function spendingOf(store: Store): Origin["spending"] {
  const { answered, inputTokens, outputTokens, cost, unpriced } = readSpending(store);
  return answered === 0
    ? null
    : { answers: answered, inputTokens, outputTokens, cost: unpriced === 0 ? cost : null };
}
