import {
  cellsOf,
  estimateDefaults,
  type PipelineConfig,
  parseConfig,
  parseCuration,
  parseTuning,
} from "../config/index.ts";
import { PstarError } from "../errors.ts";
import type { EstimateColumnsOptions } from "../estimation/table.ts";
import { cellName } from "../pipeline/stages/select.ts";
import { publicId, type Run, type Stage } from "../store/index.ts";
import { taskOfTexts } from "../tasks/index.ts";
import { accepted } from "./accepted.ts";
import type { RunHead } from "./inspection.ts";

/** What a run's own file says of it, as far as this version can read it. */
export interface RunSettings {
  readonly kind: RunHead["kind"];
  readonly task: string | null;
  /** The task's metrics, the one models are compared by first; empty where there is no task. */
  readonly metrics: readonly string[];
  /** Whether any model is evaluated. */
  readonly evaluates: boolean;
  /** Cells in the order of the file, by the names their stages have; empty where there are none. */
  readonly cells: readonly string[];
  /** The model that is tuned, as the file names it; null in other files. */
  readonly base: string | null;
  /** Shares that the file asks to look at, and how estimates are made. */
  readonly estimate: Omit<EstimateColumnsOptions, "seed">;
  /** What this version finds wrong with the file; null where nothing. */
  readonly problem: string | null;
}

export function settingsOf(run: Run, stages: readonly Stage[]): RunSettings {
  const where = `run ${publicId("run", run.id)}`;
  const pipeline = accepted(() => parseConfig(run.config, where));
  if (!(pipeline instanceof PstarError)) return { kind: kindOf(run, stages), ...ofPipeline(pipeline) };
  const curation = accepted(() => parseCuration(run.config, where));
  if (!(curation instanceof PstarError)) return { ...unknown, kind: "curation", estimate: curation.estimate };
  const tuning = accepted(() => parseTuning(run.config, where));
  if (!(tuning instanceof PstarError)) return { ...unknown, kind: "tuning", base: tuning.model };
  const kind = kindOf(run, stages);
  const { message } = kind === "curation" ? curation : kind === "tuning" ? tuning : pipeline;
  return { ...unknown, kind, problem: message };
}

const unknown = {
  task: null,
  metrics: [],
  evaluates: false,
  cells: [],
  base: null,
  estimate: { ...estimateDefaults, fractions: [] },
  problem: null,
} satisfies Omit<RunSettings, "kind">;

function ofPipeline(config: PipelineConfig): Omit<RunSettings, "kind"> {
  const { name, metrics } = taskOfTexts(config.task);
  return {
    ...unknown,
    ...{ task: name, metrics },
    evaluates: config.data.test !== undefined,
    cells: cellsOf(config).map(cellName),
    estimate: { ...unknown.estimate, ...config.estimate },
  };
}

/** What a run did is entered nowhere: its stages and its result tell. */
function kindOf({ result }: Run, stages: readonly Stage[]): RunHead["kind"] {
  if (stages.some(({ kind }) => kind === "judge-check")) return "judge";
  if (stages.some(({ kind }) => kind === "import")) return "curation";
  if (stages.some(({ kind }) => kind === "lessons")) return "tuning";
  const isBatch = typeof result === "object" && result !== null && "waiting" in result;
  return isBatch ? "batch" : "pipeline";
}
