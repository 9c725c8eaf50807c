import { cellsOf, type NamedVerifier, type PipelineConfig, type PlannedCell } from "../config/index.ts";
import { deriveSeed } from "../random/seed.ts";
import { createTask } from "../tasks/index.ts";
import type { Split, Task } from "../tasks/task.ts";
import type { Stage } from "./stage.ts";
import { estimateStage } from "./stages/estimate.ts";
import { evaluateStage } from "./stages/evaluate.ts";
import { examplesStage } from "./stages/examples.ts";
import { generateStage } from "./stages/generate.ts";
import { labelStage } from "./stages/label.ts";
import { cellName, selectStage } from "./stages/select.ts";
import { trainStage } from "./stages/train.ts";
import { verifyStage } from "./stages/verify.ts";

/** How far a command goes: each verb includes those before it. */
export const verbs = ["generate", "verify", "select", "estimate", "train", "evaluate"] as const;
export type Verb = (typeof verbs)[number];

/** A model from its training to its metrics. */
export interface PlannedModel {
  readonly training: Stage;
  readonly evaluation: Stage;
}

/** One verifier, selector and share, from selection to outcome. */
export interface CellStages extends PlannedModel, PlannedCell {
  readonly selection: Stage;
  readonly estimate: Stage;
}

/** All of a pipeline's stages, by what they are for. */
export interface Plan {
  readonly task: Task;
  readonly generator: PlannedModel;
  readonly real: PlannedModel | undefined;
  readonly cells: readonly CellStages[];
  /** Every stage up to a verb, each after its inputs. */
  stages(through: Verb): readonly Stage[];
}

/** Lays out a pipeline's stages and their keys; nothing runs. */
export function layOut(config: PipelineConfig): Plan {
  const { data, seed, estimate } = config;
  const task = createTask(config.task);
  const seedOf = (...path: (string | number)[]) => deriveSeed(seed, ...path);
  const examples = (name: string, split: Split, count: number, path: string[] = []) =>
    examplesStage(name, task, split, count, seedOf("examples", ...path));
  const train = examples("training", "train", data.real);
  const synthesis = examples("synthesis", "synthesis", data.synthesis);
  const calibration = examples("calibration", "calibration", data.calibration);
  const test = examples("test", "test", data.test);

  const evaluated = (name: string, training: Stage): PlannedModel => ({
    training,
    evaluation: evaluateStage(name, task, estimate, training, test, seedOf("evaluate")),
  });
  const generatorTraining = trainStage(
    "generator",
    config.generator,
    task,
    { from: "examples", stage: train },
    seedOf("generator"),
  );
  const generator = evaluated("generator", generatorTraining);
  const generate = (split: string, stage: Stage) =>
    generateStage(
      split,
      task,
      config.generator.sampling,
      generatorTraining,
      stage,
      seedOf("generate", split),
    );
  const answers = {
    synthesis: generate("synthesis", synthesis),
    calibration: generate("calibration", calibration),
  };
  const labels = labelStage("calibration", task, answers.calibration);

  const verified = new Map(
    config.verifiers.map((verifier) => {
      const peer = peerTraining(verifier, task, examples, seedOf);
      const scores = (split: keyof typeof answers) =>
        verifyStage(split, task, verifier, answers[split], seedOf("verify", split), {
          peer: peer && { training: peer, codec: task.codec },
          folder: config.folder,
        });
      return [verifier.name, { synthesis: scores("synthesis"), calibration: scores("calibration") }];
    }),
  );

  // Students from scratch start from the weights the generator started from: models differ in their data alone.
  const initial = config.students.start === "generator" ? generatorTraining : undefined;
  const student = (name: string, from: "examples" | "selection", stage: Stage) =>
    evaluated(name, trainStage(name, config.students, task, { from, stage }, seedOf("generator"), initial));
  const cells = cellsOf(config).map((cell): CellStages => {
    const scores = cell.verifier === null ? undefined : verified.get(cell.verifier);
    const select = (split: keyof typeof answers) =>
      selectStage(split, cell, answers[split], scores?.[split], seedOf("select"));
    const selection = select("synthesis");
    const name = cellName(cell);
    const measured = { selection: select("calibration"), labels, examples: calibration };
    return {
      ...cell,
      selection,
      estimate: estimateStage(name, task, estimate, measured, seedOf("estimate")),
      ...student(`student of ${name}`, "selection", selection),
    };
  });
  const real = config.students.real ? student("student of true answers", "examples", synthesis) : undefined;

  const goals: Record<Verb, readonly Stage[]> = {
    generate: Object.values(answers),
    verify: [...verified.values()].flatMap(({ synthesis, calibration }) => [synthesis, calibration]),
    select: cells.map(({ selection }) => selection),
    estimate: cells.map((cell) => cell.estimate),
    train: [...cells.map(({ training }) => training), ...(real ? [real.training] : [])],
    evaluate: [generator, ...cells, ...(real ? [real] : [])].map(({ evaluation }) => evaluation),
  };
  return {
    task,
    generator,
    real,
    cells,
    stages: (through) =>
      withInputs(verbs.slice(0, verbs.indexOf(through) + 1).flatMap((verb) => goals[verb])),
  };
}

/** The training of the model a verifier asks, on true answers of its own. */
function peerTraining(
  verifier: NamedVerifier,
  task: Task,
  examples: (name: string, split: Split, count: number, path: string[]) => Stage,
  seedOf: (...path: string[]) => number,
): Stage | undefined {
  if (verifier.kind !== "peer") return undefined;
  const { name, real } = verifier;
  const stage = examples(`training of ${name}`, "train", real, ["peer"]);
  return trainStage(name, verifier, task, { from: "examples", stage }, seedOf("peer"));
}

/** Stages with all they are made of, each once and after its inputs. */
function withInputs(goals: readonly Stage[]): Stage[] {
  const ordered = new Map<string, Stage>();
  const visit = (stage: Stage): void => {
    if (ordered.has(stage.key)) return;
    for (const input of stage.inputs) visit(input.stage);
    ordered.set(stage.key, stage);
  };
  goals.forEach(visit);
  return [...ordered.values()];
}
