import {
  cellsOf,
  type ModelPlan,
  type NamedVerifier,
  type PipelineConfig,
  type PlannedCell,
  trainedGenerator,
} from "../config/index.ts";
import type { ReadyOptions } from "../generators/index.ts";
import type { BootstrapOptions } from "../metrics/bootstrap.ts";
import { deriveSeed } from "../random/seed.ts";
import { createTask } from "../tasks/index.ts";
import type { Split, Task } from "../tasks/task.ts";
import { type Answerer, readyAnswerer, samplingOf, trainedAnswerer } from "./answerer.ts";
import { type AttemptOf, firstAttempt } from "./attempts.ts";
import type { Stage } from "./stage.ts";
import { estimateStage } from "./stages/estimate.ts";
import { evaluateStage } from "./stages/evaluate.ts";
import { examplesStage } from "./stages/examples.ts";
import { fileExamplesStage } from "./stages/file-examples.ts";
import { generateStage } from "./stages/generate.ts";
import { labelStage } from "./stages/label.ts";
import { cellName, selectStage } from "./stages/select.ts";
import { type ModelTask, type TrainingSource, trainStage } from "./stages/train.ts";
import { verifyStage } from "./stages/verify.ts";

/** How far a command goes: each verb includes those before it. */
export const verbs = ["generate", "verify", "select", "estimate", "train", "evaluate"] as const;
export type Verb = (typeof verbs)[number];

/** A model and its metrics. */
export interface PlannedModel {
  /** Undefined where it was there before. */
  readonly training: Stage | undefined;
  /** Undefined where there are no inputs to evaluate it on. */
  readonly evaluation: Stage | undefined;
  /** What an input without an answer counts; it is left out where nothing is said. */
  readonly unanswered?: number;
}

/** One verifier, selector and share, from selection to outcome. */
export interface CellStages extends PlannedCell {
  readonly selection: Stage;
  readonly estimate: Stage;
  /** Undefined where no students are trained. */
  readonly student: PlannedModel | undefined;
}

/** All of a pipeline's stages, by what they are for. */
export interface Plan {
  readonly task: Task;
  readonly generator: PlannedModel;
  readonly real: PlannedModel | undefined;
  readonly cells: readonly CellStages[];
  /** How differences of models are told. */
  readonly bootstrap: BootstrapOptions;
  /** Every stage up to a verb, each after its inputs. */
  stages(through: Verb): readonly Stage[];
}

/**
 * Lays out a pipeline's stages and their keys; nothing runs.
 *
 * @param attemptOf which attempt at stages whose failures may pass is the one to go by
 * @throws PstarError (exit code 2) where a file that the configuration names cannot be read
 */
export function layOut(config: PipelineConfig, attemptOf: AttemptOf = firstAttempt): Plan {
  const { data, seed, estimate, folder } = config;
  const task = createTask(config.task, folder);
  const seedOf = (...path: (string | number)[]) => deriveSeed(seed, ...path);
  const examples = examplesOf(config, task);
  const synthesis = examples("synthesis", "synthesis", data.synthesis);
  const calibration = examples("calibration", "calibration", data.calibration);
  const test = data.test === undefined ? undefined : examples("test", "test", data.test);

  const evaluate = (name: string, answerer: Answerer): Stage | undefined =>
    test && evaluateStage(name, task, estimate, answerer, test, seedOf("evaluate"), attemptOf);
  const train = (name: string, plan: ModelPlan, from: TrainingSource, stage: Stage, initial?: Stage) =>
    trainStage(name, plan, modelTask(task), folder, { from, stage }, seedOf("generator"), initial);
  const asked = trainedGenerator(config.generator);
  const generatorTraining =
    asked &&
    train("generator", { base: undefined, ...asked }, "examples", examples("training", "train", data.real!));
  const answerer =
    generatorTraining === undefined
      ? readyAnswerer(config.generator as ReadyOptions, task.codec, folder)
      : trainedAnswerer(generatorTraining, modelTask(task).codec);
  const generate = (split: string, stage: Stage) =>
    generateStage(
      split,
      task,
      samplingOf(config.generator),
      answerer,
      stage,
      seedOf("generate", split),
      attemptOf,
    );
  const answers = {
    synthesis: generate("synthesis", synthesis),
    calibration: generate("calibration", calibration),
  };
  const labels = labelStage("calibration", task, answers.calibration);

  const verified = new Map(
    config.verifiers.map((verifier) => {
      const peer = peerTraining(verifier, task, folder, examples, seedOf("peer"));
      const scores = (split: keyof typeof answers) =>
        verifyStage(split, task, verifier, answers[split], seedOf("verify", split), {
          peer: peer && { training: peer, codec: modelTask(task).codec },
          folder,
          attemptOf,
        });
      return [verifier.name, { synthesis: scores("synthesis"), calibration: scores("calibration") }];
    }),
  );

  // Students from scratch start from the weights the generator started from: models differ in their data alone.
  const initial = config.students.start === "generator" ? generatorTraining : undefined;
  const student = (name: string, from: TrainingSource, stage: Stage): PlannedModel | undefined => {
    if (!config.students.train) return undefined;
    const training = train(name, config.students, from, stage, initial);
    return { training, evaluation: evaluate(name, trainedAnswerer(training, modelTask(task).codec)) };
  };
  const cells = cellsOf(config).map((cell): CellStages => {
    const scores = cell.verifier === null ? undefined : verified.get(cell.verifier);
    const select = (split: keyof typeof answers) =>
      selectStage(split, cell, answers[split], scores?.[split], seedOf("select"), { stratum: task.stratum });
    const selection = select("synthesis");
    const name = cellName(cell);
    const measured = { selection: select("calibration"), labels, examples: calibration };
    return {
      ...cell,
      selection,
      estimate: estimateStage(name, task, estimate, measured, seedOf("estimate")),
      student: student(`student of ${name}`, "selection", selection),
    };
  });
  const generator = { training: generatorTraining, evaluation: evaluate("generator", answerer) };
  const real = config.students.real ? student("student of true answers", "examples", synthesis) : undefined;

  const models = [...cells.flatMap(({ student }) => student ?? []), ...(real ? [real] : [])];
  const goals: Record<Verb, readonly Stage[]> = {
    generate: Object.values(answers),
    verify: [...verified.values()].flatMap(({ synthesis, calibration }) => [synthesis, calibration]),
    select: cells.map(({ selection }) => selection),
    estimate: cells.map((cell) => cell.estimate),
    train: models.flatMap(({ training }) => training ?? []),
    evaluate: [generator, ...models].flatMap(({ evaluation }) => evaluation ?? []),
  };
  return {
    task,
    generator,
    real,
    cells,
    bootstrap: { draws: estimate.draws, confidence: estimate.confidence, seed: seedOf("gain") },
    stages: (through) =>
      withInputs(verbs.slice(0, verbs.indexOf(through) + 1).flatMap((verb) => goals[verb])),
  };
}

type Examples = (name: string, split: Split, amount: number, path?: string[]) => Stage;

/** Where a pipeline's inputs come from: the task itself, or a file. */
function examplesOf({ data, seed, folder }: PipelineConfig, task: Task): Examples {
  const { source } = data;
  const { example, exampleOptions } = task;
  const seedOf = (path: string[] = []) => deriveSeed(seed, "examples", ...path);
  if (source !== undefined) {
    return (name, split, amount, path) =>
      fileExamplesStage(name, { ...data, source }, split, {
        folder,
        seed: seedOf(),
        // Other models than the generator learn from the first of its inputs.
        ...(path !== undefined && { most: amount }),
      });
  }
  if (example === undefined) throw new Error(`${task.name} makes no inputs up`);
  return (name, split, amount, path) =>
    examplesStage(name, { example, exampleOptions }, split, amount, seedOf(path));
}

function modelTask(task: Task): ModelTask {
  const { codec } = task;
  if (codec === undefined) throw new Error(`${task.name} has no tokens to train on`);
  return { ...task, codec };
}

/** The training of the model a verifier asks, on true answers of its own. */
function peerTraining(
  verifier: NamedVerifier,
  task: Task,
  folder: string,
  examples: Examples,
  seed: number,
): Stage | undefined {
  if (verifier.kind !== "peer") return undefined;
  const { name, real } = verifier;
  const stage = examples(`training of ${name}`, "train", real, ["peer"]);
  return trainStage(name, verifier, modelTask(task), folder, { from: "examples", stage }, seed);
}

/** Stages with all they are made of, each once and after its inputs. */
export function withInputs(goals: readonly Stage[]): Stage[] {
  const ordered = new Map<string, Stage>();
  const visit = (stage: Stage): void => {
    if (ordered.has(stage.key)) return;
    for (const input of stage.inputs) visit(input.stage);
    ordered.set(stage.key, stage);
  };
  goals.forEach(visit);
  return [...ordered.values()];
}
