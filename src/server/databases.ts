import { existsSync, readdirSync, type Stats, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type Browser, createBrowser } from "../browse/index.ts";
import { PstarError } from "../errors.ts";
import { dataVersion, listRuns, openIfMade, type Store } from "../store/index.ts";
import type { DatabaseEntry } from "./api.ts";

/** One database being served. It is opened when first asked for, and anew when another file has taken its place. */
export interface Database {
  /** Its place, the `:db` of the routes. */
  readonly db: number;
  /** As it was given. */
  readonly path: string;
  /** Open to read. @throws PstarError where it cannot be shown */
  store(): Store;
  /** Looks at its rows. */
  browser(): Browser;
  /** Another text whenever what is in it may have changed; never throws. */
  version(): string;
  entry(): DatabaseEntry;
  close(): Promise<void>;
}

export interface Databases {
  /** All there are now, those found first first. */
  list(): readonly Database[];
  at(db: number): Database | undefined;
  close(): Promise<void>;
}

/** @param given files, and folders whose `.db` files are meant, those still to come too */
export function createDatabases(given: readonly string[]): Databases {
  const sources = given.map((path) => ({ path, isFolder: isFolder(path) }));
  const known = new Map<string, Database>();
  const list = () => {
    for (const path of sources.flatMap(({ path, isFolder }) => (isFolder ? databasesIn(path) : [path]))) {
      const place = resolve(path);
      if (!known.has(place)) known.set(place, createDatabase(path, known.size));
    }
    return [...known.values()];
  };
  return {
    list,
    at: (db) => [...known.values()][db] ?? list()[db],
    close: async () => {
      await Promise.all([...known.values()].map((database) => database.close()));
    },
  };
}

/** What is not there yet is taken for what its name says. */
const isFolder = (path: string): boolean => statOf(path)?.isDirectory() ?? !path.endsWith(".db");

function databasesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".db"));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

interface Opened {
  readonly store: Store;
  /** Which file it is, whatever its name. */
  readonly file: string;
}

function createDatabase(path: string, db: number): Database {
  let opened: Opened | null = null;
  let openings = 0;
  let browser: Browser | null = null;

  const shut = () => {
    opened?.store.close();
    opened = null;
  };
  const open = (): Store => {
    const file = fileAt(path);
    if (opened?.file !== file) shut();
    if (opened === null) {
      opened = { store: openToRead(path), file };
      openings++;
    }
    return opened.store;
  };

  return {
    db,
    path,
    store: open,
    browser: () => {
      browser ??= createBrowser(path);
      return browser;
    },
    version: () => {
      try {
        const version = dataVersion(open());
        return `${openings}.${version}`;
      } catch (error) {
        return `${openings}: ${whyNot(error)}`;
      }
    },
    entry: () => {
      const bytes = statOf(path)?.size ?? 0;
      const about = { db, name: basename(path), path, bytes };
      try {
        return { ...about, runs: listRuns(open()).length, error: null };
      } catch (error) {
        return { ...about, runs: 0, error: whyNot(error) };
      }
    },
    close: async () => {
      shut();
      await browser?.close();
    },
  };
}

function fileAt(path: string): string {
  const { dev, ino } = statOf(path) ?? { dev: 0, ino: 0 };
  return `${dev}:${ino}`;
}

/** Undefined where there is nothing, or nothing that may be looked at. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function openToRead(path: string): Store {
  const store = readable(path, () => openIfMade(path));
  if (store !== undefined) return store;
  throw existsSync(path)
    ? new PstarError("has nothing in it yet", { where: path, remedy: "look again once a run has begun" })
    : new PstarError("is not there", { where: path, remedy: "check the path, or put the file back" });
}

/** What the store advises is of commands that are told their database by a flag; this one is not. */
function readable<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof PstarError)) throw error;
    const { message, remedy = "choose another file" } = error;
    throw new PstarError(message, {
      where: path,
      remedy: remedy.replace(" with --db", ""),
      cause: error,
    });
  }
}

const whyNot = (error: unknown): string => {
  if (!(error instanceof PstarError)) return "cannot be read";
  const { message, remedy } = error;
  return remedy === undefined ? message : `${message} — ${remedy}`;
};
