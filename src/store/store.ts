import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { PstarError } from "../errors.ts";
import { explaining, isBusy, isHalfWritten } from "./failures.ts";
import { migrate, schemaVersion } from "./migrate.ts";
import { migrations, oldestReadable } from "./schema.ts";

const PATIENCE = 30_000;

export interface StoreOptions {
  /** Never writes; the database has to exist and be of a version that can be read as it is. */
  readonly readonly?: boolean;
  /** How long to wait for another connection's lock, in milliseconds; 30 s by default. */
  readonly patience?: number;
}

/**
 * An open database and its artifacts folder. The typed functions of this folder take it as their first argument;
 * `prepare` and `read` are theirs, everyone else uses `write` and `close` at most.
 */
export interface Store {
  readonly path: string;
  /** The folder beside the database that holds models and other files. */
  readonly artifacts: string;
  readonly readonly: boolean;
  /** A prepared statement, compiled once. Rows are of type `Row` by the word of the caller. */
  prepare<Row>(sql: string): Database.Statement<unknown[], Row>;
  /** Runs `work`, its failures explained. */
  read<T>(work: () => T): T;
  /** Runs `work` in one transaction: all of it is committed, or nothing. May be nested. */
  write<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens the database at `path`, makes it if there is none, and brings its schema up to date.
 *
 * @throws PstarError when the file cannot be opened, is no pstar database, is of a newer version, or stays locked
 */
export function openStore(path: string, { readonly = false, patience = PATIENCE }: StoreOptions = {}): Store {
  return explaining(path, () => {
    statSync(readonly ? path : dirname(path));
    const database = new Database(path, { readonly, timeout: patience });
    try {
      prepareDatabase(database, path, readonly, patience);
      return storeOver(database, path, readonly);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Opens the database at `path` to read, or nothing where there is none yet: no file, or one that another process is
 * just making, or was when it was killed, and has put no schema into.
 *
 * @throws PstarError as `openStore`
 */
export function openIfMade(path: string): Store | undefined {
  return existsSync(path) && !isUnmade(path) ? openStore(path, { readonly: true }) : undefined;
}

function isUnmade(path: string): boolean {
  return explaining(path, () => {
    const database = new Database(path, { readonly: true, timeout: PATIENCE });
    try {
      return schemaVersion(database, path) === 0;
    } catch (error) {
      if (isHalfWritten(error)) return true;
      throw error;
    } finally {
      database.close();
    }
  });
}

function prepareDatabase(
  database: Database.Database,
  path: string,
  readonly: boolean,
  patience: number,
): void {
  const version = schemaVersion(database, path);
  if (readonly && version < oldestReadable) {
    throw new PstarError(`has schema ${version}, this pstar needs ${migrations.length}`, {
      exitCode: 2,
      where: path,
      remedy: "run any command that writes to it once, with this version",
    });
  }
  if (!readonly) useWriteAheadLog(database, patience);
  database.pragma("foreign_keys = ON");
  database.pragma("synchronous = NORMAL");
  database.pragma("cache_size = -65536");
  if (!readonly && version < migrations.length) migrate(database);
}

/** SQLite does not wait for this one lock by itself. */
function useWriteAheadLog(database: Database.Database, patience: number): void {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      database.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function storeOver(database: Database.Database, path: string, readonly: boolean): Store {
  const statements = new Map<string, Database.Statement>();
  const transaction = database.transaction((work: () => unknown) => work());
  return {
    path,
    artifacts: `${path.replace(/\.db$/, "")}.artifacts`,
    readonly,
    prepare<Row>(sql: string) {
      const statement = statements.get(sql) ?? database.prepare(sql);
      statements.set(sql, statement);
      return statement as Database.Statement<unknown[], Row>;
    },
    read: (work) => explaining(path, work),
    write: <T>(work: () => T) => explaining(path, () => transaction.immediate(work) as T),
    close: () => database.close(),
  };
}
