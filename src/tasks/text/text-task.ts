import { resolve } from "node:path";
import { tokenizerFiles } from "../../tokenizers/files.ts";
import { loadTokenizer } from "../../tokenizers/load.ts";
import type { Task } from "../task.ts";
import { textCodec } from "./codec.ts";
import { textFeatures } from "./features.ts";
import { textJudge } from "./judge.ts";
import type { CorrectOptions } from "./options.ts";

interface TextTaskOptions {
  readonly correct: CorrectOptions;
  readonly stem: boolean;
  readonly tokenizer?: string | undefined;
  readonly sourceLength: number;
  readonly targetLength: number;
}

/** What tasks of texts have in common: all but their examples. @param folder that the tokenizer's path starts from */
export function textTask(
  name: string,
  { correct, stem, tokenizer, ...lengths }: TextTaskOptions,
  folder: string,
): Omit<Task, "metrics" | "exampleOptions"> {
  const path = tokenizer === undefined ? undefined : resolve(folder, tokenizer);
  const loaded = path === undefined ? undefined : loadTokenizer(path);
  return {
    ...textJudge(name, { correct, stem }),
    codec: loaded && textCodec(loaded, lengths),
    codecOptions: loaded && { tokenizer: loaded.sha256, ...lengths },
    modelFiles: path === undefined ? [] : tokenizerFiles(path),
    judgeOptions: { correct, stem },
    features: textFeatures,
    stratum: (example) => example.stratum ?? "all",
  };
}
