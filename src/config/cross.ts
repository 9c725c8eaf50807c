import { unsuitedSampling } from "../generators/index.ts";
import { samplingOptions } from "../generators/sampling.ts";
import { suggestion } from "../nearest.ts";
import type { TransformerShape } from "../nn/config.ts";
import type { Path, Problem } from "./problem.ts";
import { type PipelineConfig, trainedGenerator } from "./resolve.ts";

/**
 * What single keys cannot show: keys that contradict one another.
 *
 * @param written the file as the user wrote it, without defaults
 */
export function crossProblems(config: PipelineConfig, written: unknown): Problem[] {
  const generator = trainedGenerator(config.generator);
  const models = [
    ...(generator === undefined ? [] : [{ model: generator.model, path: ["generator", "model"] }]),
    { model: config.students.model, path: ["students", "model"] },
    ...config.verifiers.flatMap((verifier, index) =>
      verifier.kind === "peer" ? [{ model: verifier.model, path: ["verifiers", index, "model"] }] : [],
    ),
  ];
  return [
    ...models.flatMap(({ model, path }) => (given(written, path) ? modelProblems(model, path) : [])),
    ...dataProblems(config),
    ...trainingProblems(config),
    ...baseProblems(config, written),
    ...startProblems(config, written),
    ...samplingProblems(config, written),
    ...nameProblems(config),
    ...selectionProblems(config),
  ];
}

function modelProblems(model: TransformerShape, path: Path): Problem[] {
  const { width, heads, keyValueHeads, positions } = model;
  const problems: Problem[] = [];
  if (width % heads !== 0) {
    problems.push({ path: [...path, "heads"], message: `${heads} heads do not divide the width ${width}` });
  } else if (positions === "rotary" && (width / heads) % 2 !== 0) {
    problems.push({
      path: [...path, "positions"],
      message: `rotary positions need an even width of a head, and ${width} / ${heads} is odd`,
    });
  }
  if (keyValueHeads !== undefined && heads % keyValueHeads !== 0) {
    problems.push({
      path: [...path, "keyValueHeads"],
      message: `${keyValueHeads} key–value heads do not divide the ${heads} heads`,
    });
  }
  return problems;
}

/** Tasks that make inputs up have no file of them, and the others need one. */
function dataProblems({ task, data, generator, students }: PipelineConfig): Problem[] {
  const problems: Problem[] = [];
  const makesUp =
    task.kind === "eigenvalues" || (task.kind === "summarization" && task.articles !== undefined);
  if (makesUp && data.source !== undefined) {
    const remedy = task.kind === "eigenvalues" ? "leave this out" : "leave this out, or task.articles";
    problems.push({ path: ["data", "source"], message: "the task makes up its inputs by itself", remedy });
  }
  if (!makesUp && data.source === undefined) {
    const remedy =
      task.kind === "summarization"
        ? "name a file of articles and summaries, or write task.articles: newswire"
        : "name a file of prompts and answers";
    problems.push({
      path: ["data", "source"],
      message: "missing: the inputs have to come from somewhere",
      remedy,
    });
  }
  if (trainedGenerator(generator) !== undefined && data.real === undefined) {
    problems.push({
      path: ["data", "real"],
      message: "missing",
      remedy: "the generator needs inputs to be trained on",
    });
  }
  if (students.train && data.test === undefined) {
    problems.push({
      path: ["data", "test"],
      message: "missing",
      remedy: "students need inputs to be compared on",
    });
  }
  for (const key of ["real", "synthesis", "calibration", "test"] as const) {
    if (data.source !== undefined || (data[key] ?? 1) >= 1) continue;
    const remedy = "give a number of inputs";
    problems.push({ path: ["data", key], message: "a share of inputs that are made up without end", remedy });
  }
  return problems;
}

/** What is trained on texts reads and writes them by a tokenizer. */
function trainingProblems({ task, generator, students, verifiers }: PipelineConfig): Problem[] {
  if (task.kind === "eigenvalues" || task.tokenizer !== undefined) return [];
  const path = ["task", "tokenizer"];
  const needs = [
    ...(trainedGenerator(generator) === undefined ? [] : ["the generator is trained"]),
    ...(verifiers.some(({ kind }) => kind === "peer") ? ["a peer is trained"] : []),
    ...(students.train ? ["students are trained"] : []),
  ];
  if (needs.length === 0) return [];
  const remedy =
    needs[0] === "students are trained"
      ? "name a folder that `pstar tokenizer` made, or write students: { train: false }"
      : "name a folder that `pstar tokenizer` made";
  return [{ path, message: `missing: ${needs[0]} on texts`, remedy }];
}

/** A base has its own shape. */
function baseProblems({ generator, verifiers }: PipelineConfig, written: unknown): Problem[] {
  const based: Path[] = [
    ...(trainedGenerator(generator)?.base === undefined ? [] : [["generator"]]),
    ["students"],
    ...verifiers.map((_, index) => ["verifiers", index]),
  ].filter((path) => given(written, [...path, "base"]));
  return based.flatMap((path) =>
    given(written, [...path, "model"])
      ? [
          {
            path: [...path, "model"],
            message: "the base has a shape of its own",
            remedy: "leave out one of the two",
          },
        ]
      : [],
  );
}

function startProblems({ students, generator }: PipelineConfig, written: unknown): Problem[] {
  if (students.start === "scratch") return [];
  if (trainedGenerator(generator) === undefined) {
    const remedy = "write start: scratch, and students.base to start from a model's folder";
    return [{ path: ["students", "start"], message: "only a trained generator can be started from", remedy }];
  }
  return ["model", "base"].flatMap((key) => {
    const path = ["students", key];
    if (!given(written, path)) return [];
    const remedy = "leave this out, or write start: scratch";
    return [{ path, message: "students that start from the generator have its shape", remedy }];
  });
}

function samplingProblems({ generator, selections }: PipelineConfig, written: unknown): Problem[] {
  const path = ["generator", "sampling"];
  const { method, samples } = samplingOptions.parse(generator.sampling);
  const problems: Problem[] = [];
  const remedy = "write method: sample, or leave this out";
  for (const message of unsuitedSampling(generator)) problems.push({ path, message });
  if (method === "greedy" && samples > 1 && generator.kind !== "file") {
    problems.push({
      path: [...path, "samples"],
      message: `greedy answers are all the same, so ${samples} of them are one`,
      remedy,
    });
  }
  if (method !== "sample") {
    for (const key of ["temperature", "topK", "topP"]) {
      if (given(written, [...path, key])) {
        problems.push({ path: [...path, key], message: `means nothing for method: ${method}`, remedy });
      }
    }
  }
  const choosing = selections.findIndex(({ selector }) => selector === "best-of-n");
  if (choosing >= 0 && samples < 2) {
    problems.push({
      path: ["selections", choosing, "selector"],
      message: "best-of-n needs several answers to choose from, and the generator gives one to each input",
      remedy: "set generator.sampling to method: sample with samples: 8",
    });
  }
  return problems;
}

function nameProblems({ verifiers }: PipelineConfig): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  for (const [index, { name }] of verifiers.entries()) {
    const before = seen.get(name);
    if (name === "none") {
      problems.push({ path: ["verifiers", index, "name"], message: '"none" is the name of no verification' });
    } else if (before !== undefined) {
      problems.push({
        path: ["verifiers", index, "name"],
        message: `"${name}" is the name of verifiers[${before}] too`,
        remedy: "give each its own name",
      });
    }
    seen.set(name, index);
  }
  return problems;
}

function selectionProblems({ verifiers, selections }: PipelineConfig): Problem[] {
  const names = verifiers.map(({ name }) => name);
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const [index, selection] of selections.entries()) {
    const chosen = selection.verifiers ?? names;
    for (const [place, name] of chosen.entries()) {
      if (names.includes(name)) continue;
      const path = ["selections", index, "verifiers", place];
      problems.push({ path, message: `no verifier is named "${name}"`, remedy: suggestion(name, names) });
    }
    const key = "thresholds" in selection ? "thresholds" : "fractions";
    const settings = "thresholds" in selection ? selection.thresholds : selection.fractions;
    for (const [place, setting] of settings.entries()) {
      const cells = chosen.map((name) => `${name}, ${selection.selector} at ${setting}`);
      const twice = cells.find((cell) => seen.has(cell));
      if (twice !== undefined) {
        const path = ["selections", index, key, place];
        problems.push({ path, message: `a second time: ${twice}`, remedy: "leave one of the two out" });
      }
      for (const cell of cells) seen.add(cell);
    }
  }
  return problems;
}

function given(written: unknown, path: Path): boolean {
  let value = written;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !(part in value)) return false;
    value = (value as Record<string | number, unknown>)[part];
  }
  return true;
}
