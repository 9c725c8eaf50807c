import { readFileSync } from "node:fs";
import { type Document, LineCounter, parseDocument } from "yaml";
import { PstarError } from "../errors.ts";
import { crossProblems } from "./cross.ts";
import { lineOf } from "./location.ts";
import { ConfigError, type Problem, pathText } from "./problem.ts";
import { type PipelineConfig, resolve } from "./resolve.ts";
import { pipelineFile } from "./schema.ts";
import { shapeProblems } from "./shape.ts";

export interface LoadedConfig {
  readonly config: PipelineConfig;
  /** The file as written, kept with the run. */
  readonly text: string;
  readonly path: string;
}

/**
 * Reads and checks a pipeline file.
 *
 * @throws PstarError (exit code 2) when the file cannot be read, ConfigError when it is wrong
 */
export function loadConfig(path: string): LoadedConfig {
  const text = readText(path);
  return { config: parseConfig(text, path), text, path };
}

/**
 * Checks the text of a pipeline file; `path` is only for messages.
 *
 * @throws ConfigError naming file, line and key of everything that is wrong
 */
export function parseConfig(text: string, path: string): PipelineConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const where = `${path}:${lines.linePos(syntax.pos[0]).line}`;
    throw new PstarError(`not valid YAML: ${syntax.message}`, { exitCode: 2, where });
  }
  const data = content(document, path);
  const file = pipelineFile.safeParse(data);
  if (!file.success) {
    throw configError(shapeProblems(file.error, pipelineFile, data), document, lines, path);
  }
  const config = resolve(file.data);
  const contradictions = crossProblems(config, data);
  if (contradictions.length > 0) throw configError(contradictions, document, lines, path);
  return config;
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

function readText(path: string): string {
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
