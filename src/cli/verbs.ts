import type { CurationVerb, Verb } from "../pipeline/index.ts";
import { type CurateFlags, curate } from "./curate.ts";
import { kindOfFile } from "./file-kind.ts";
import { run } from "./run.ts";

/** A verb of pipelines and curations alike: a pipeline file up to the one, anything else up to the other. */
export function verb(
  file: string,
  ofPipeline: Verb,
  ofCuration: CurationVerb,
  flags: CurateFlags,
): Promise<void> {
  return kindOfFile(file) === "pipeline" ? run(file, ofPipeline, flags) : curate(file, ofCuration, flags);
}
