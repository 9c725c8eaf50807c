import type Database from "better-sqlite3";
import { PstarError } from "../errors.ts";
import { migrations } from "./schema.ts";

/** "pstr": marks a SQLite file as ours in its header. */
const applicationId = 0x70737472;

const number = (database: Database.Database, pragma: string): number =>
  Number(database.pragma(pragma, { simple: true }));

/**
 * Version of the database's schema, 0 for an empty file.
 *
 * @throws PstarError when the file belongs to another program or to a newer pstar
 */
export function schemaVersion(database: Database.Database, where: string): number {
  const [version, owner, tables] = database.transaction(() => [
    number(database, "user_version"),
    number(database, "application_id"),
    database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get(),
  ])();
  if (owner !== applicationId && (tables !== 0 || version !== 0)) {
    throw new PstarError("is a SQLite file of another program", {
      exitCode: 2,
      where,
      remedy: "choose another file with --db",
    });
  }
  if (Number(version) > migrations.length) {
    throw new PstarError(
      `was written by a newer pstar (schema ${version}, this one knows ${migrations.length})`,
      {
        exitCode: 2,
        where,
        remedy: "update pstar, or choose another file with --db",
      },
    );
  }
  return Number(version);
}

/** Brings the schema up to date in one transaction; safe when several processes open a fresh file at once. */
export function migrate(database: Database.Database): void {
  database
    .transaction(() => {
      for (const sql of migrations.slice(number(database, "user_version"))) database.exec(sql);
      database.pragma(`user_version = ${migrations.length}`);
      database.pragma(`application_id = ${applicationId}`);
    })
    .immediate();
}
