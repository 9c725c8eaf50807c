import type { CurationVerb, Verb } from "../pipeline/index.ts";
import { type CurateFlags, curate } from "./curate.ts";
import type { Need } from "./curation-of.ts";
import { kindOfFile } from "./file-kind.ts";
import { requireMeaning } from "./flag-meaning.ts";
import { run } from "./run.ts";

/** A verb of pipelines and curations alike: a pipeline file up to the one, anything else up to the other. */
export async function verb(
  file: string,
  ofPipeline: Verb,
  ofCuration: CurationVerb,
  flags: CurateFlags,
  needs: readonly Need[] = [],
): Promise<void> {
  if (kindOfFile(file) !== "pipeline") return curate(file, ofCuration, flags, needs);
  requireMeaning(flags, "a pipeline file", file);
  return run(file, ofPipeline, flags);
}
