import { basename } from "node:path";
import { count, duration } from "../format.ts";
import type { TuningSources } from "../pipeline/stages/tune.ts";
import type { Run, Stage } from "../store/index.ts";
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
    origin: known?.origin ? originOf(known.origin) : null,
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
    ["base", family === null ? name : `${name}, ${family}`],
    ...(folder === null ? [] : [["base's folder", folder] as const]),
    ...(parameters === null ? [] : [["trained", parametersText(parameters)] as const]),
    ...(method === null ? [] : [["method", methodText(method)] as const]),
    ...(data.length === 0 ? [] : [["objective", objectiveText(beta)] as const]),
  ];
}

const parametersText = ({ trained, frozen }: NonNullable<InspectedTuning["parameters"]>): string =>
  `${count(trained)} parameters, ${frozen === 0 ? "all of the model’s" : `beside ${count(frozen)} that stay as they are`}`;

function methodText(method: TuningMethod): string {
  if (method.kind === "full") return "all weights";
  const { rank, alpha, dropout, layers } = method;
  const where = layers.length === 0 ? "attention" : layers.join(", ");
  return `LoRA of rank ${rank}, alpha ${alpha}${dropout === 0 ? "" : `, dropout ${dropout}`}, on ${where}`;
}

const objectiveText = (beta: number | null): string =>
  beta === null ? "the answers alone are learnt" : `direct preference optimisation, beta ${beta}`;

function trainingFacts(told: TrainOptions | undefined, training: InspectedTraining | null): Facts {
  if (told === undefined) return [];
  const { steps, batchSize, accumulate, learningRate } = told.options;
  return [
    ["updates", training === null ? `${count(steps)} asked for` : updatesText(training)],
    ["rows an update", count(batchSize * accumulate)],
    ["learning rate", `${learningRate} at its peak`],
    ...(training === null ? [] : doneFacts(training)),
  ];
}

const updatesText = ({ steps, asked }: InspectedTraining): string =>
  steps === asked ? count(steps) : `${count(steps)} of ${count(asked)}: patience was spent`;

const doneFacts = ({ steps, kept, seconds }: InspectedTraining): Facts => [
  ...(kept === null ? [] : [["weights kept", keptText(kept, steps)] as const]),
  ["trained for", duration(seconds)],
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
    ["written", write.map((part) => parts[part] ?? part).join(", ")],
    ["to", folder],
  ];
}

const parts: Readonly<Record<string, string>> = {
  merged: "whole weights",
  adapter: "adapter (peft)",
  onnx: "ONNX graphs",
  "onnx-q8": "ONNX graphs of 8 bits",
};
