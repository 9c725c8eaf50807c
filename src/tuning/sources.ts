import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { checkUnchanged, openSidecar, SIDECAR, type SidecarHeader } from "../datasets/export/sidecar.ts";
import { PstarError } from "../errors.ts";

/** The files that a tuning learns from, and what is known of where they came from. */
export interface Sources {
  readonly train: string;
  readonly validation: string | undefined;
  readonly origin: Origin | undefined;
}

/** The export that training rows are of. */
export interface Origin {
  readonly folder: string;
  readonly selection: string;
  readonly format: string;
  /** The run's database, absolute; null where there is none. */
  readonly database: string | null;
  /** Of pstar, that wrote it. */
  readonly version: string;
  /** What its card says of how it was verified and what was kept, as Markdown; empty where it has none. */
  readonly verification: string;
}

/**
 * Finds the files: those named, or those of an export whose folder is named.
 *
 * @throws PstarError (exit code 2) where one is not there, or is no longer what was exported
 */
export async function resolveSources(
  folder: string,
  { train, validation }: { readonly train: string; readonly validation?: string | undefined },
): Promise<Sources> {
  const path = resolve(folder, train);
  const held = validation === undefined ? undefined : resolve(folder, validation);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const place = isFolder ? path : dirname(path);
  const header = await headerOf(place);
  if (!isFolder) {
    const part = header?.data.find((one) => one.path === basename(path));
    if (header === undefined || part === undefined)
      return { train: path, validation: held, origin: undefined };
    if (existsSync(path)) await checkUnchanged(path, part.sha256);
    return { train: path, validation: held, origin: originOf(place, header) };
  }
  if (header === undefined)
    throw new PstarError(`is a folder without ${SIDECAR}`, {
      exitCode: 2,
      where: path,
      remedy: "name a data file, or a folder that `pstar export` wrote",
    });
  for (const { path: file, sha256 } of header.data) await checkUnchanged(join(path, file), sha256);
  const [first, own] = header.data;
  const second = own === undefined ? undefined : join(path, own.path);
  return { train: join(path, first!.path), validation: held ?? second, origin: originOf(path, header) };
}

async function headerOf(folder: string): Promise<SidecarHeader | undefined> {
  const sidecar = await openSidecar(folder);
  await sidecar?.entries.return(undefined);
  return sidecar?.header;
}

function originOf(folder: string, { selection, format, database, version }: SidecarHeader): Origin {
  const card = join(folder, "README.md");
  return {
    folder,
    selection,
    format,
    database: database === null ? null : resolve(folder, database),
    version,
    verification: existsSync(card) ? verificationOf(readFileSync(card, "utf8")) : "",
  };
}

const told = ["How far it was verified", "What was kept and what was dropped"];

/** Those sections of an export's card that a model's card repeats, a level lower. */
function verificationOf(card: string): string {
  const sections = card.split(/^## /m).slice(1);
  return told
    .flatMap((title) => sections.filter((section) => section.startsWith(`${title}\n`)))
    .map((section) => `### ${section.trim()}`)
    .join("\n\n");
}
