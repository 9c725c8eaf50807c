import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { PstarError } from "../errors.ts";

/** What a file to start from is copied from, by its task. */
const examples = { eigenvalues: "eigenvalues-2x2", summarization: "news-jsonl" } as const;
export type InitTask = keyof typeof examples;

const schema = fileURLToPath(new URL("../../schema/pipeline.schema.json", import.meta.url));

/** `pstar init [FILE]`: a commented pipeline of the task's example under the file's own name. */
export async function init(
  file: string,
  flags: { readonly force?: true; readonly task: InitTask },
): Promise<void> {
  try {
    writeFileSync(file, template(file, flags.task), { flag: flags.force ? "w" : "wx" });
  } catch (cause) {
    throw explain(cause, file);
  }
  console.log(`Wrote ${file}. See what it would do, then do it:`);
  console.log(`  pstar run ${file} --dry-run`);
  console.log(`  pstar run ${file}`);
}

function template(file: string, task: InitTask): string {
  const letters = basename(file, extname(file)).replaceAll(/[^A-Za-z0-9._-]+/g, "-");
  const name = letters.replace(/^[^A-Za-z0-9]+/, "") || "pipeline";
  const example = new URL(`../../examples/${examples[task]}.yaml`, import.meta.url);
  return readFileSync(example, "utf8")
    .replace(/^name: .*$/m, stringify({ name }).trim())
    .replace(/(?<=\$schema=)\S+/, () => relative(dirname(resolve(file)), schema));
}

function explain(cause: unknown, file: string): unknown {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  const known: Record<string, readonly [string, string]> = {
    EEXIST: ["is already there", "choose another name, or replace it with --force"],
    EISDIR: ["is a folder", `name a file, e.g. ${file}/pipeline.yaml`],
    ENOENT: ["its folder is not there", "make the folder first"],
    EACCES: ["may not be written", "choose a folder you may write in"],
    EROFS: ["may not be written", "choose a folder you may write in"],
  };
  const [message, remedy] = known[code ?? ""] ?? [];
  if (message === undefined || remedy === undefined) return cause;
  return new PstarError(message, { exitCode: 2, where: file, remedy, cause });
}
