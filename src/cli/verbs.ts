import { PstarError } from "../errors.ts";
import type { CurationVerb, Verb } from "../pipeline/index.ts";
import { type CurateFlags, curate } from "./curate.ts";
import type { Need } from "./curation-of.ts";
import { kindOfFile } from "./file-kind.ts";
import { requireMeaning } from "./flag-meaning.ts";
import { type RunFlags, run } from "./run.ts";
import { tune } from "./tune.ts";

/** A verb of pipelines and curations alike: a pipeline file up to the one, anything else up to the other. */
export async function verb(
  file: string,
  ofPipeline: Verb,
  ofCuration: CurationVerb,
  flags: CurateFlags,
  needs: readonly Need[] = [],
): Promise<void> {
  const kind = kindOfFile(file);
  if (kind === "tuning") return ofPipeline === "evaluate" ? tune(file, flags) : refuseTuning(file);
  if (kind !== "pipeline") return curate(file, ofCuration, flags, needs);
  requireMeaning(flags, "a pipeline file", file);
  return run(file, ofPipeline, flags);
}

/** A verb of pipelines; `train` is one of tuning files too. */
export async function pipelineVerb(file: string, through: Verb, flags: RunFlags): Promise<void> {
  if (kindOfFile(file) !== "tuning") return run(file, through, flags);
  return through === "train" ? tune(file, flags) : refuseTuning(file);
}

function refuseTuning(file: string): never {
  throw new PstarError("tunes a model: there is nothing in it to generate, verify or select", {
    exitCode: 2,
    where: file,
    remedy: `run it with \`pstar train ${file}\``,
  });
}
