import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { RunResult } from "../../src/pipeline/result.ts";
import { binary } from "../cli/child.ts";
import { contents, lasting, pipelineFile } from "./tiny.ts";

/** Starts `pstar run` of a file over a database, as a process of its own. */
export function start(file: string, db: string) {
  const child = spawn(process.execPath, [binary, "run", file, "--json", "--db", db]);
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, "exit").then(async ([code, signal]) => {
    const [stdout, stderr] = await said;
    return { code, signal, stdout, stderr };
  });
  return { child, ended };
}

type Ended = Awaited<ReturnType<typeof start>["ended"]>;

export const success = { code: 0, signal: null, stderr: "" };

export const resultOf = ({ stdout }: Ended) => lasting(JSON.parse(stdout) as RunResult);

/** What a run gives that nothing disturbs: its result, all its rows, and how long it takes. */
export async function undisturbed(folder: string, content: string) {
  const db = join(folder, "undisturbed.db");
  const file = pipelineFile(folder, content);
  const started = performance.now();
  const ended = await start(file, db).ended;
  const milliseconds = performance.now() - started;
  if (ended.code !== 0) throw new Error(ended.stderr);
  return { file, db, milliseconds, result: resultOf(ended), contents: contents(db) };
}
