import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const binary = fileURLToPath(new URL("../../bin/pstar.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line to its end. */
export function pstar(
  args: readonly string[],
  cwd = temporaryFolder(),
  node = process.execPath,
  variables: Readonly<Record<string, string>> = {},
): Ended {
  const { NODE_OPTIONS: _, PSTAR_HOME: __, ...inherited } = process.env;
  const env = { ...inherited, ...variables };
  const { status, stdout, stderr } = spawnSync(node, [binary, ...args], { cwd, env, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

/** A folder that goes when the test does. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pstar-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
