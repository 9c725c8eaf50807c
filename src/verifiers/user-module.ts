import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { PstarError } from "../errors.ts";
import { readOutside } from "../outside.ts";

/** A row as a user's function sees it. */
export interface ModuleItem {
  readonly input: string;
  readonly output: string;
  /** Empty where there is none. */
  readonly reference: string;
  /** The other fields of the row where it came from a file. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a user's function may say of a row: a score, higher is better, whether to keep it, or both. */
export type ModuleVerdict = number | boolean | { readonly score: number; readonly keep?: boolean };

type Options = Readonly<Record<string, unknown>>;

/** What a module exports: by `default`, or by a name its user gives, a function of one row … */
export type ModuleVerifier = (item: ModuleItem, options: Options) => ModuleVerdict | Promise<ModuleVerdict>;

/** … or, as `batch`, a function of many rows that gives a verdict each, in order. */
export type ModuleBatchVerifier = (
  items: readonly ModuleItem[],
  options: Options,
) => readonly ModuleVerdict[] | Promise<readonly ModuleVerdict[]>;

/** A function that a module exports; whether it keeps its promise is seen by what it returns. */
export interface LoadedFunction {
  /** Of the module. */
  readonly path: string;
  readonly isBatch: boolean;
  readonly call: (argument: unknown, options: Options) => unknown;
}

/**
 * Imports a user's module (TypeScript by Node's type stripping) and finds its function.
 *
 * @param file relative to `folder`
 * @param name of the export; `batch`, else `default`, when undefined
 * @throws PstarError (exit code 2) where the file cannot be read or loaded, or exports no such function
 */
export async function loadFunction(
  file: string,
  folder: string | undefined,
  name: string | undefined,
): Promise<LoadedFunction> {
  const { path, hash } = readOutside(file, folder);
  const url = pathToFileURL(path);
  // Node loads an address once a process; a changed file has another.
  url.searchParams.set("version", hash.slice(0, 16));
  const exported = await load(url.href, path);
  const found = name ?? ("batch" in exported ? "batch" : "default");
  const call = exported[found];
  if (typeof call === "function") {
    return { path, isBatch: found === "batch", call: (argument, options) => call(argument, options) };
  }
  const names = Object.keys(exported);
  throw new PstarError(
    `exports no function "${found}"${names.length === 0 ? "" : `, only ${names.join(", ")}`}`,
    {
      exitCode: 2,
      where: path,
      remedy:
        name === undefined
          ? "write `export default (item) => …`"
          : `write \`export const ${name} = (item) => …\``,
    },
  );
}

async function load(address: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(address)) as Record<string, unknown>;
  } catch (cause) {
    const line = lineOf(cause, path) ?? (cause instanceof SyntaxError ? lineOfSyntaxError(path) : undefined);
    throw new PstarError(`cannot be loaded: ${messageOf(cause)}`, {
      exitCode: 2,
      where: line === undefined ? path : `${path}:${line}`,
      remedy: "mend the module; `node` on the file shows the same error",
      cause,
    });
  }
}

/** What was thrown, as one line: users may throw anything. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return message.split("\n", 1)[0]!;
}

/** The line of the file at `path` that an error's trace speaks of first. */
export const lineOf = (thrown: unknown, path: string): string | undefined =>
  thrown instanceof Error ? lineIn(thrown.stack ?? "", path) : undefined;

function lineIn(trace: string, path: string): string | undefined {
  return [pathToFileURL(path).href, path]
    .map((name) => /^(?:\?version=\w+)?:(\d+)/.exec(trace.split(name, 2)[1] ?? "")?.[1])
    .find((line) => line !== undefined);
}

/** Node keeps the place of a syntax error in JavaScript to itself, unless it is asked to check the file. */
function lineOfSyntaxError(path: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ["--check", path], { encoding: "utf8" });
  return lineIn(stderr, path);
}
