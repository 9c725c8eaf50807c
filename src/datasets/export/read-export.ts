import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { PstarError } from "../../errors.ts";
import { readDataFile } from "./data-file.ts";
import type { ExportFormat, TrainingRow } from "./format.ts";
import { exportFormats } from "./formats/index.ts";
import { type FrontMatter, frontMatterOf, parseFrontMatter } from "./front-matter.ts";
import { checkUnchanged, openSidecar, SIDECAR, type SidecarEntry, type SidecarHeader } from "./sidecar.ts";
import { type Split, splitOf } from "./split.ts";

/** One training row read back. */
export interface ExportedRow {
  readonly split: Split;
  /** In its file, from 1. */
  readonly line: number;
  readonly row: TrainingRow;
  readonly origin: SidecarEntry;
}

export interface ReadExport {
  readonly header: SidecarHeader;
  readonly card: FrontMatter;
}

/**
 * Reads an export back, strictly: every row by its format's rules and on its side of the split, every hash, the
 * sidecar line by line beside the rows, the card's front matter against the files.
 *
 * @param visit is given each row, train before validation
 * @throws PstarError at the first thing that is not as `exportDataset` leaves it
 */
export async function readExport(
  folder: string,
  visit: (row: ExportedRow) => void = () => {},
): Promise<ReadExport> {
  const sidecar = await openSidecar(folder);
  if (sidecar === null) throw broken(folder, `has no ${SIDECAR}`);
  const { header, entries } = sidecar;
  try {
    const format = exportFormats.find(({ name }) => name === header.format);
    if (format === undefined) throw broken(join(folder, SIDECAR), `unknown format \`${header.format}\``);
    checkFiles(folder, header);
    for (const data of header.data) {
      await checkUnchanged(join(folder, data.path), data.sha256);
      await readSide(folder, data, header, format, entries, visit);
    }
    if ((await entries.next()).done !== true)
      throw broken(join(folder, SIDECAR), "has more lines than there are rows");
    return { header, card: readCard(folder, header, format) };
  } finally {
    await entries.return(undefined);
  }
}

function checkFiles(folder: string, { data, others }: SidecarHeader): void {
  const known = [SIDECAR, ...data.map(({ path }) => path), ...others];
  for (const name of known)
    if (!existsSync(join(folder, name))) throw broken(join(folder, name), "is missing");
  for (const name of readdirSync(folder)) {
    if (!known.includes(name)) throw broken(join(folder, name), "is no part of the export");
  }
  for (const { path, bytes } of data) {
    const { size } = statSync(join(folder, path));
    if (size !== bytes) throw broken(join(folder, path), `has ${size} bytes instead of ${bytes}`);
  }
}

async function readSide(
  folder: string,
  { split, path, rows }: SidecarHeader["data"][0],
  header: SidecarHeader,
  format: ExportFormat,
  entries: AsyncGenerator<SidecarEntry>,
  visit: (row: ExportedRow) => void,
): Promise<void> {
  const schema = format.schema(header.isChat);
  let line = 0;
  for await (const value of readDataFile(join(folder, path), header.file)) {
    const where = `${join(folder, path)}:${++line}`;
    const { data: row, error } = schema.safeParse(value);
    if (row === undefined) throw broken(where, error.issues[0].message);
    if (splitOf(format.prompt(row), header.seed, header.validation) !== split) {
      throw broken(where, "belongs on the other side of the split");
    }
    const origin = (await entries.next()).value as SidecarEntry | undefined;
    if (origin?.row !== `${split}:${line}`) throw broken(where, `${SIDECAR} does not know the row`);
    visit({ split, line, row, origin });
  }
  if (line !== rows) throw broken(join(folder, path), `has ${line} rows instead of ${rows}`);
}

function readCard(folder: string, header: SidecarHeader, format: ExportFormat): FrontMatter {
  const path = join(folder, "README.md");
  try {
    const card = parseFrontMatter(readFileSync(path, "utf8"));
    const facts = { name: card.pretty_name, license: card.license, language: card.language ?? [] };
    const expected = frontMatterOf(facts, format.columns(header.isChat), header.data);
    if (!isDeepStrictEqual(card, expected)) throw new Error("speaks of other data");
    return card;
  } catch (error) {
    throw broken(path, (error as Error).message);
  }
}

function broken(where: string, message: string): PstarError {
  return new PstarError(message, { where, remedy: "export again" });
}
