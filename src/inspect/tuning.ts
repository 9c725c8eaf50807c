import { basename } from "node:path";
import { count, duration } from "../format.ts";
import type { TuningSources } from "../pipeline/stages/tune.ts";
import { listStages, type Run, type Stage, type Store } from "../store/index.ts";
import { cardBlocks, valueBeside, valueIn } from "./card.ts";
import type {
  InspectedTraining,
  InspectedTuning,
  TuningData,
  TuningMethod,
  TuningOrigin,
} from "./inspection.ts";
import type { RunSettings } from "./settings.ts";

type Facts = InspectedTuning["facts"];

/** Where a tuning's rows come from; null where its run says nothing of it, or is of another kind. */
export function tuningOrigin(store: Store, run: number): TuningOrigin | null {
  const sources = listStages(store, run).findLast(({ kind }) => kind === "sources");
  return originIn(sources?.options as TuningSources | undefined);
}

const originIn = (sources: TuningSources | undefined): TuningOrigin | null =>
  sources?.origin ? originOf(sources.origin) : null;

/** What a tuning's stages tell of it. @param training null until it has ended */
export function inspectTuning(
  run: Run,
  stages: readonly Stage[],
  settings: RunSettings,
  training: InspectedTraining | null,
): InspectedTuning {
  const of = (kind: string): Stage | undefined => stages.findLast((stage) => stage.kind === kind);
  const [sources, model] = [of("sources"), of("model")];
  const known = sources?.options as TuningSources | undefined;
  const told = of("train")?.options as TrainOptions | undefined;
  const tuning = {
    name: model?.name ?? run.name,
    folder: (model?.summary as { readonly folder: string } | undefined)?.folder ?? null,
    base: {
      name: sources?.name ?? (settings.base === null ? "a model" : basename(settings.base)),
      folder: known?.base.folder ?? null,
      family: known?.base.family ?? null,
    },
    parameters: known === undefined ? null : { trained: known.base.trained, frozen: known.base.frozen },
    method: told === undefined ? null : methodOf(told),
    beta: told?.preference?.beta ?? null,
    data: stages.filter(({ kind }) => kind === "lessons").flatMap(dataOf),
    origin: originIn(known),
  };
  return { ...tuning, facts: [...factsOf(tuning), ...trainingFacts(told, training), ...writtenFacts(model)] };
}

/** What the inspection needs of a training's options. */
interface TrainOptions {
  readonly lora?: { rank: number; alpha: number; dropout: number; layers?: readonly string[] };
  readonly preference?: { readonly beta: number };
  readonly options: {
    readonly steps: number;
    readonly batchSize: number;
    readonly accumulate: number;
    readonly learningRate: number;
  };
}

function methodOf({ lora }: TrainOptions): TuningMethod {
  if (lora === undefined) return { kind: "full" };
  const { rank, alpha, dropout, layers = [] } = lora;
  return { kind: "lora", rank, alpha, dropout, layers };
}

function dataOf({ name, summary, options }: Stage): TuningData[] {
  if (summary === null) return [];
  const { file, lessons, ...counts } = summary as Omit<TuningData, "rows"> & { readonly lessons: number };
  const { sha256 } = options as { readonly sha256: string };
  const { cut, dropped, tokens, learnt } = counts;
  return [{ split: name, file, hash: sha256, rows: lessons, cut, dropped, tokens, learnt }];
}

function originOf({ verification, ...origin }: NonNullable<TuningSources["origin"]>): TuningOrigin {
  const blocks = cardBlocks(verification);
  const pstar = valueIn(blocks, "p⋆");
  return {
    ...origin,
    pstar: pstar === "–" ? null : pstar,
    verdict: valueBeside(blocks, "verdict"),
    verification: blocks,
  };
}

function factsOf({ base, parameters, method, beta, data }: Omit<InspectedTuning, "facts">): Facts {
  const { name, family, folder } = base;
  return [
    ["Base", family === null ? name : `${name}, ${family}`],
    ...(folder === null ? [] : [["Its folder", folder] as const]),
    ...(parameters === null ? [] : [["Trained", parametersText(parameters)] as const]),
    ...(method === null ? [] : [["Method", methodText(method)] as const]),
    ...(data.length === 0 ? [] : [["Objective", objectiveText(beta)] as const]),
  ];
}

const parametersText = ({ trained, frozen }: NonNullable<InspectedTuning["parameters"]>): string =>
  `${count(trained)} parameters, ${frozen === 0 ? "all of the model’s" : `beside ${count(frozen)} that stay as they are`}`;

function methodText(method: TuningMethod): string {
  if (method.kind === "full") return "all weights";
  const { rank, alpha, dropout, layers } = method;
  const where =
    layers.length === 0 ? "attention" : layers.includes("all") ? "every linear layer" : layers.join(", ");
  return `LoRA of rank ${rank}, alpha ${alpha}${dropout === 0 ? "" : `, dropout ${dropout}`}, on ${where}`;
}

const objectiveText = (beta: number | null): string =>
  beta === null ? "the answers alone are learnt" : `direct preference optimisation, beta ${beta}`;

function trainingFacts(told: TrainOptions | undefined, training: InspectedTraining | null): Facts {
  if (told === undefined) return [];
  const { steps, batchSize, accumulate, learningRate } = told.options;
  return [
    ["Updates", training === null ? `${count(steps)} asked for` : updatesText(training)],
    ["Rows an update", count(batchSize * accumulate)],
    ["Learning rate", `${learningRate} at its peak`],
    ...(training === null ? [] : doneFacts(training)),
  ];
}

const updatesText = ({ steps, asked }: InspectedTraining): string =>
  steps === asked ? count(steps) : `${count(steps)} of ${count(asked)}: patience was spent`;

const doneFacts = ({ steps, kept, seconds }: InspectedTraining): Facts => [
  ...(kept === null ? [] : [["Weights kept", keptText(kept, steps)] as const]),
  ["Trained for", duration(seconds)],
];

const keptText = (kept: number, steps: number): string =>
  kept === steps
    ? "the last, of the lowest validation loss"
    : `after update ${count(kept)}, of the lowest validation loss`;

function writtenFacts(model: Stage | undefined): Facts {
  if (model?.summary == null) return [];
  const { write } = model.options as { readonly write: readonly string[] };
  const { folder } = model.summary as { readonly folder: string };
  return [
    ["Written", write.map((part) => parts[part] ?? part).join(", ")],
    ["Written to", folder],
  ];
}

const parts: Readonly<Record<string, string>> = {
  merged: "whole weights",
  adapter: "adapter (peft)",
  onnx: "ONNX graphs",
  "onnx-q8": "ONNX graphs of 8 bits",
};
