import "../no-telemetry.ts";
import { accessSync, constants, statfsSync } from "node:fs";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { gibibytes } from "../format.ts";
import { type ProviderState, tryProviders } from "../pipeline/providers.ts";
import { version } from "../version.ts";

/** What `pstar doctor --json` prints. */
export interface Health {
  readonly pstar: string;
  readonly node: string;
  readonly platform: string;
  /** Null where its native module does not load. */
  readonly onnxruntime: { readonly version: string; readonly providers: readonly ProviderState[] } | null;
  readonly sqlite: string | null;
  readonly cores: number;
  readonly processor: string;
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number };
  readonly folder: { readonly path: string; readonly writable: boolean; readonly freeBytes: number };
  /** What does not work, and what to do about it; empty when all is well. */
  readonly missing: readonly string[];
}

const NEEDED_DISK = 2 ** 29;
const NEEDED_MEMORY = 2 ** 30;

/** `pstar doctor`: prints what this machine has; exit code 1 when something needed is missing. */
export async function doctor(flags: { readonly json?: true }): Promise<void> {
  const health = await examine();
  console.log(flags.json ? JSON.stringify(health) : describe(health));
  process.exitCode = health.missing.length === 0 ? 0 : 1;
}

async function examine(): Promise<Health> {
  const missing: string[] = [];
  const reinstall = "run `npm ci` again, on this machine";
  const attempt = async <T>(what: string, load: () => Promise<T>): Promise<T | null> => {
    try {
      return await load();
    } catch (error) {
      const [reason] = String(error instanceof Error ? error.message : error).split("\n");
      missing.push(`${what} does not load (${reason}): ${reinstall}`);
      return null;
    }
  };
  const onnxruntime = await attempt("ONNX Runtime", runtime);
  const sqlite = await attempt("SQLite", sqliteVersion);
  const folder = currentFolder();
  const memory = { total: totalmem(), free: freemem() };
  if (!folder.writable) missing.push(`${folder.path} is not writable: run in another folder, or use --db`);
  if (folder.freeBytes < NEEDED_DISK) {
    missing.push(`only ${gibibytes(folder.freeBytes)} free on this disk: a run needs about half a GiB`);
  }
  if (memory.total < NEEDED_MEMORY) missing.push("less than 1 GiB of memory: training needs about that");
  return {
    pstar: version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    onnxruntime,
    sqlite,
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    memory,
    folder,
    missing,
  };
}

async function runtime(): Promise<{ version: string; providers: ProviderState[] }> {
  const { env } = await import("onnxruntime-node");
  return { version: env.versions.node ?? env.versions.common, providers: await tryProviders() };
}

async function sqliteVersion(): Promise<string> {
  const { default: Database } = await import("better-sqlite3");
  const db = new Database(":memory:");
  try {
    return db.prepare<[], string>("SELECT sqlite_version()").pluck().get() ?? "unknown";
  } finally {
    db.close();
  }
}

function currentFolder(): Health["folder"] {
  const path = process.cwd();
  const { bavail, bsize } = statfsSync(path);
  try {
    accessSync(path, constants.W_OK);
    return { path, writable: true, freeBytes: bavail * bsize };
  } catch {
    return { path, writable: false, freeBytes: bavail * bsize };
  }
}

function describe(health: Health): string {
  const { onnxruntime, memory, folder, missing } = health;
  const providers = onnxruntime?.providers ?? [];
  const working = providers.filter(({ works }) => works).map(({ name }) => name);
  const facts: [string, string][] = [
    ["pstar", health.pstar],
    ["Node", health.node],
    ["platform", health.platform],
    ["ONNX Runtime", onnxruntime?.version ?? "does not load"],
    ["trains on", working.join(", ") || "nothing"],
    ...providers.flatMap((state): [string, string][] =>
      state.works ? [] : [["not on", `${state.why} — ${state.remedy}`]],
    ),
    ["SQLite", health.sqlite ?? "does not load"],
    ["processor", `${health.cores} cores, ${health.processor}`],
    ["memory", `${gibibytes(memory.total)}, ${gibibytes(memory.free)} free`],
    ["folder", `${folder.path}, ${folder.writable ? "writable" : "not writable"}`],
    ["disk", `${gibibytes(folder.freeBytes)} free`],
  ];
  const lines = facts.map(([name, value]) => `${name.padEnd(14)}${value}`);
  const verdict =
    missing.length === 0 ? ["All that is needed is here."] : missing.map((what) => `missing: ${what}`);
  return [...lines, "", ...verdict].join("\n");
}
