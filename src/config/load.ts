import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Document, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { PstarError } from "../errors.ts";
import { crossProblems } from "./cross.ts";
import { type CurationConfig, curationFile, curationProblems, resolveCuration } from "./curation.ts";
import { lineOf } from "./location.ts";
import { ConfigError, type Problem, pathText } from "./problem.ts";
import { type PipelineConfig, resolve } from "./resolve.ts";
import { pipelineFile } from "./schema.ts";
import { shapeProblems } from "./shape.ts";

/** A configuration file, read and checked. */
export interface Loaded<Config> {
  readonly config: Config;
  /** The file as written, kept with the run. */
  readonly text: string;
  readonly path: string;
}

export type LoadedConfig = Loaded<PipelineConfig>;

/**
 * Reads and checks a pipeline file.
 *
 * @throws PstarError (exit code 2) when the file cannot be read, ConfigError when it is wrong
 */
export function loadConfig(path: string): LoadedConfig {
  const text = readText(path);
  return { config: parseConfig(text, path), text, path };
}

/** Reads and checks a curation file, as `loadConfig` does a pipeline file. */
export function loadCuration(path: string): Loaded<CurationConfig> {
  const text = readText(path);
  return { config: parseCuration(text, path), text, path };
}

/**
 * Whether a YAML file is about data that is there already: it has more keys of a curation file than of a pipeline file.
 *
 * @throws PstarError as `loadConfig`
 */
export function isCuration(path: string): boolean {
  const { data } = parseYaml(readText(path), path);
  const keysOf = ({ shape }: { readonly shape: object }): number =>
    Object.keys(data as object).filter((key) => key in shape).length;
  return keysOf(curationFile) > keysOf(pipelineFile);
}

/**
 * Checks the text of a pipeline file; `path` is only for messages.
 *
 * @throws ConfigError naming file, line and key of everything that is wrong
 */
export function parseConfig(text: string, path: string): PipelineConfig {
  return parseFile(text, path, pipelineFile, (file) => resolve(file, dirname(path)), crossProblems);
}

/** Checks the text of a curation file, as `parseConfig` does a pipeline file's. */
export function parseCuration(text: string, path: string): CurationConfig {
  return parseFile(text, path, curationFile, resolveCuration, curationProblems);
}

export function parseFile<Schema extends z.ZodType, Config>(
  text: string,
  path: string,
  schema: Schema,
  resolve: (file: z.output<Schema>) => Config,
  cross: (config: Config, written: unknown) => Problem[],
): Config {
  const { document, lines, data } = parseYaml(text, path);
  const file = schema.safeParse(data);
  if (!file.success) throw configError(shapeProblems(file.error, schema, data), document, lines, path);
  const config = resolve(file.data);
  const contradictions = cross(config, data);
  if (contradictions.length > 0) throw configError(contradictions, document, lines, path);
  return config;
}

export function parseYaml(text: string, path: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const where = `${path}:${lines.linePos(syntax.pos[0]).line}`;
    throw new PstarError(`not valid YAML: ${syntax.message}`, { exitCode: 2, where });
  }
  return { document, lines, data: content(document, path) };
}

function content(document: Document, path: string): unknown {
  const refuse = (message: string): PstarError =>
    new PstarError(message, { exitCode: 2, where: path, remedy: "`pstar init` writes a file to start from" });
  let data: unknown;
  try {
    data = document.toJS();
  } catch (cause) {
    throw refuse(`not valid YAML: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (data === null || data === undefined) throw refuse("the file is empty");
  if (typeof data !== "object" || Array.isArray(data)) throw refuse("not a pipeline file: it has no keys");
  return data;
}

export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const remedy = `\`pstar init ${path}\` writes one`;
    if (code === "ENOENT") throw new PstarError("no such file", { exitCode: 2, where: path, remedy, cause });
    const reason =
      code === "EISDIR"
        ? "is a folder, not a pipeline file"
        : code === "EACCES"
          ? "may not be read"
          : `cannot be read (${String(code)})`;
    throw new PstarError(reason, { exitCode: 2, where: path, cause });
  }
}

function configError(
  problems: readonly Problem[],
  document: Document,
  lines: LineCounter,
  path: string,
): ConfigError {
  const errors = problems
    .map((problem) => ({ ...problem, line: lineOf(document, lines, problem.path) }))
    .sort((a, b) => a.line - b.line)
    .map(({ message, remedy, path: keys, line }) => {
      const key = pathText(keys);
      const where = key === "" ? `${path}:${line}` : `${path}:${line}: ${key}`;
      return new PstarError(message, { exitCode: 2, where, ...(remedy === undefined ? {} : { remedy }) });
    });
  return new ConfigError(errors as [PstarError, ...PstarError[]]);
}
