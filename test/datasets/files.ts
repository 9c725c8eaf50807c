import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll } from "vitest";
import { PstarError } from "../../src/errors.ts";

/** A folder of the test file's own, gone when it ends. @returns writes a file there and gives its path */
export function temporaryFiles(): (name: string, content: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), "pstar-datasets-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
}

export type Row = Readonly<Record<string, string | number | boolean | null>>;

export const toJsonl = (rows: readonly unknown[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** As RFC 4180 writes it, every text in quotes. */
export function toCsv(rows: readonly Row[], delimiter = ","): string {
  const names = Object.keys(rows[0]!);
  const cell = (value: Row[string] | undefined): string => {
    if (value === null || value === undefined) return "";
    return typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : String(value);
  };
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join(delimiter));
  return [names.join(delimiter), ...lines].join("\n");
}

export function toParquet(rows: readonly Row[], rowGroupSize = 100): Uint8Array {
  const names = Object.keys(rows[0]!);
  const columnData = names.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));
}

export const gzip = (text: string): Uint8Array => gzipSync(text);

export async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const rows: T[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

/** The error of an action that must fail with one. */
export async function failure(action: () => Promise<unknown>): Promise<PstarError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof PstarError) return error;
    throw error;
  }
  throw new Error("did not fail");
}
