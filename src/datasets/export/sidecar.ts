import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { PstarError } from "../../errors.ts";
import type { CuratedCandidate, CuratedInput } from "../curated.ts";
import { readLines } from "./json-lines.ts";
import { splits } from "./split.ts";

/** What stands beside the data files and says where each of their rows came from. */
export const SIDECAR = "provenance.jsonl";

const count = z.int().nonnegative();

const headerSchema = z.strictObject({
  /** What the file is, and the version of its layout. */
  pstarExport: z.literal(1),
  /** Version of pstar that wrote it. */
  version: z.string(),
  /** The run's database, relative to the folder; null where there is none. */
  database: z.string().nullable(),
  selection: z.string(),
  format: z.string(),
  file: z.enum(["jsonl", "parquet"]),
  /** Of formats for texts and for chats: whether the rows are chats. */
  isChat: z.boolean(),
  seed: count,
  validation: z.number().min(0).lt(1),
  /** The data files; their rows follow in this order, a line each. */
  data: z
    .array(
      z.strictObject({
        split: z.enum(splits),
        path: z.string(),
        rows: count,
        bytes: count,
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1),
  /** The folder's other files, besides this one. */
  others: z.array(z.string()),
});

export type SidecarHeader = z.infer<typeof headerSchema>;

const entrySchema = z.strictObject({
  /** `train:17`: line 17 of the split's data file, from 1. */
  row: z.string(),
  input: z.string(),
  /** In the order in which the row holds them: of a preference pair the chosen one first. */
  candidates: z
    .array(
      z.strictObject({
        id: z.string(),
        /** Id in the file it came from. */
        source: z.string().nullable(),
        /** By the verifier that selected; null where it has none or it is not finite. */
        score: z.number().nullable(),
        facts: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
});

export type SidecarEntry = z.infer<typeof entrySchema>;

/** What is known of a candidate by its id in the store: facts that JSON can hold. */
export type Provenance = (candidate: string) => Readonly<Record<string, unknown>>;

/** Where a training row came from. */
export function originOf(
  input: CuratedInput,
  candidates: readonly CuratedCandidate[],
  provenance: Provenance,
): Omit<SidecarEntry, "row"> {
  return {
    input: input.id,
    candidates: candidates.map(({ id, sourceId, score }) => ({
      id,
      source: sourceId,
      score: Number.isFinite(score) ? score : null,
      facts: provenance(id),
    })),
  };
}

/** The header and then, one by one, the entries of a folder's sidecar; null where it has none. */
export async function openSidecar(
  folder: string,
): Promise<{ header: SidecarHeader; entries: AsyncGenerator<SidecarEntry> } | null> {
  const path = join(folder, SIDECAR);
  if (!existsSync(path)) return null;
  const lines = readLines(path);
  const first = await lines.next();
  const header = parsed(headerSchema, first.done === true ? "" : first.value, `${path}:1`);
  return { header, entries: entriesOf(lines, path) };
}

async function* entriesOf(lines: AsyncGenerator<string>, path: string): AsyncGenerator<SidecarEntry> {
  let line = 1;
  for await (const text of lines) yield parsed(entrySchema, text, `${path}:${++line}`);
}

function parsed<T>(schema: z.ZodType<T>, line: string, where: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw new PstarError("is no line of an export's provenance", {
      where,
      remedy: "export again",
      cause,
    });
  }
}

/** `out/train.jsonl:17`, where a data file and a row of it are named; else null. */
export function parseRowReference(reference: string): { file: string; line: number } | null {
  const match = /^(.*\.(?:jsonl|parquet)):(\d+)$/.exec(reference);
  return match === null ? null : { file: match[1], line: Number(match[2]) };
}

/** Where a training row came from. */
export interface TracedRow {
  readonly header: SidecarHeader;
  readonly entry: SidecarEntry;
  /** The run's database, absolute; null where there is none. */
  readonly database: string | null;
}

/**
 * Where one row of an exported file came from.
 *
 * @param reference file and row, from 1: `out/train.jsonl:17`
 * @throws PstarError when there is no such row, or the file is no export's or no longer what was exported
 */
export async function readSidecarRow(reference: string): Promise<TracedRow> {
  const row = parseRowReference(reference);
  if (row === null) {
    throw new PstarError("names no row", {
      where: reference,
      remedy: "write file and row, as in out/train.jsonl:17",
      exitCode: 2,
    });
  }
  const folder = dirname(row.file);
  const sidecar = await openSidecar(folder);
  if (sidecar === null) {
    throw new PstarError(`has no ${SIDECAR} beside it`, {
      where: row.file,
      remedy: "give a file as `pstar export` left it in its folder",
      exitCode: 2,
    });
  }
  try {
    const { header, entries } = sidecar;
    const before = await rowsBefore(row, header);
    let place = 0;
    for await (const entry of entries) {
      if (place++ < before + row.line - 1) continue;
      const database = header.database === null ? null : resolve(folder, header.database);
      return { header, entry, database };
    }
    throw new PstarError("ends before the row", { where: join(folder, SIDECAR), remedy: "export again" });
  } finally {
    await sidecar.entries.return(undefined);
  }
}

/** Rows of the data files before this one, after seeing that it is as exported and has the row. */
async function rowsBefore(row: { file: string; line: number }, { data }: SidecarHeader): Promise<number> {
  const at = data.findIndex(({ path }) => path === basename(row.file));
  if (at < 0 || !existsSync(row.file)) {
    throw new PstarError(
      `is no data file of this export, which has ${data.map(({ path }) => path).join(", ")}`,
      {
        where: row.file,
        exitCode: 2,
      },
    );
  }
  if (row.line < 1 || row.line > data[at].rows) {
    throw new PstarError(`has no row ${row.line}, only 1 to ${data[at].rows}`, {
      where: row.file,
      exitCode: 2,
    });
  }
  await checkUnchanged(row.file, data[at].sha256);
  return data.slice(0, at).reduce((sum, { rows }) => sum + rows, 0);
}

/** @throws PstarError when the file is not the one whose hash was taken */
export async function checkUnchanged(path: string, sha256: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  if (hash.digest("hex") === sha256) return;
  throw new PstarError(
    "has changed since it was exported, so its rows are no longer those of its provenance",
    {
      where: path,
      remedy: "export again, or put the exported file back",
    },
  );
}
