import {
  type CurationConfig,
  cellsOf,
  estimateDefaults,
  type PipelineConfig,
  parseConfig,
  parseCuration,
} from "../config/index.ts";
import { PstarError } from "../errors.ts";
import type { EstimateColumnsOptions } from "../estimation/table.ts";
import { cellName } from "../pipeline/stages/select.ts";
import { publicId, type Run, type Stage } from "../store/index.ts";
import { taskOfTexts } from "../tasks/index.ts";
import type { RunHead } from "./inspection.ts";

/** What a run's own file says of it, as far as this version can read it. */
export interface RunSettings {
  readonly kind: RunHead["kind"];
  readonly task: string | null;
  /** The task's metrics, the one models are compared by first; empty where there is no task. */
  readonly metrics: readonly string[];
  /** Cells in the order of the file, by the names their stages have; empty where there are none. */
  readonly cells: readonly string[];
  /** Shares that the file asks to look at, and how estimates are made. */
  readonly estimate: Omit<EstimateColumnsOptions, "seed">;
}

export function settingsOf(run: Run, stages: readonly Stage[]): RunSettings {
  const where = `run ${publicId("run", run.id)}`;
  const pipeline = understood(() => parseConfig(run.config, where));
  const curation = pipeline === null ? understood(() => parseCuration(run.config, where)) : null;
  const kind = kindOf(run, stages, curation !== null);
  if (pipeline !== null) return { kind, ...ofPipeline(pipeline) };
  return { kind, ...unknown, ...(curation && ofCuration(curation)) };
}

const unknown = {
  task: null,
  metrics: [],
  cells: [],
  estimate: { ...estimateDefaults, fractions: [] },
} satisfies Omit<RunSettings, "kind">;

function ofPipeline(config: PipelineConfig): Omit<RunSettings, "kind"> {
  const { name, metrics } = taskOfTexts(config.task);
  return {
    ...{ task: name, metrics },
    cells: cellsOf(config).map(cellName),
    estimate: { ...estimateDefaults, ...config.estimate, fractions: [] },
  };
}

const ofCuration = ({ estimate }: CurationConfig): Pick<RunSettings, "estimate"> => ({ estimate });

/** What a run did is entered nowhere: its stages and its result tell. */
function kindOf({ result }: Run, stages: readonly Stage[], isCuration: boolean): RunHead["kind"] {
  if (stages.some(({ kind }) => kind === "judge-check")) return "judge";
  if (isCuration || stages.some(({ kind }) => kind === "import")) return "curation";
  const isBatch = typeof result === "object" && result !== null && "waiting" in result;
  return isBatch ? "batch" : "pipeline";
}

/** Null of a file that this version takes for wrong. */
function understood<Config>(parse: () => Config): Config | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof PstarError) return null;
    throw error;
  }
}
