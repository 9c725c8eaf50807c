import { createHash } from "node:crypto";
import { PstarError } from "../errors.ts";
import { publicId } from "./ids.ts";
import type { Store } from "./store.ts";

export type RunStatus = "running" | "done" | "failed" | "interrupted";

export interface Run {
  readonly id: number;
  readonly name: string;
  readonly status: RunStatus;
  /** Version of pstar that started it. */
  readonly version: string;
  readonly seed: number;
  /** The pipeline file as the user wrote it. */
  readonly config: string;
  /** SHA-256 of `config`, hexadecimal. */
  readonly configHash: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** What `finishRun` was given. */
  readonly result: unknown;
}

type Stored = Omit<Run, "result"> & { readonly result: string | null };

const columns = `id, name, status, version, seed, config, config_hash AS configHash, started_at AS startedAt,
  finished_at AS finishedAt, result`;

const parsed = (run: Stored): Run => ({
  ...run,
  result: run.result === null ? null : JSON.parse(run.result),
});

/** @param run.config must hold no secret @returns the run's id */
export function createRun(store: Store, run: Pick<Run, "name" | "version" | "seed" | "config">): number {
  return store.write(() => {
    const { lastInsertRowid } = store
      .prepare(
        "INSERT INTO runs (name, version, seed, config, config_hash, started_at) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(
        run.name,
        run.version,
        run.seed,
        run.config,
        createHash("sha256").update(run.config).digest("hex"),
        new Date().toISOString(),
      );
    return Number(lastInsertRowid);
  });
}

/** @param result anything JSON can hold */
export function finishRun(
  store: Store,
  id: number,
  status: Exclude<RunStatus, "running">,
  result: unknown = null,
): void {
  store.write(() => {
    store
      .prepare("UPDATE runs SET status = ?, finished_at = ?, result = ? WHERE id = ?")
      .run(status, new Date().toISOString(), JSON.stringify(result), id);
  });
}

/** Every run, the oldest first. */
export function listRuns(store: Store): Run[] {
  return store.read(() => store.prepare<Stored>(`SELECT ${columns} FROM runs ORDER BY id`).all().map(parsed));
}

/** @throws PstarError (exit code 2) when there is no such run */
export function readRun(store: Store, id: number): Run {
  const run = store.read(() => store.prepare<Stored>(`SELECT ${columns} FROM runs WHERE id = ?`).get(id));
  if (run !== undefined) return parsed(run);
  throw new PstarError(`there is no run ${publicId("run", id)}`, { exitCode: 2, where: store.path });
}
