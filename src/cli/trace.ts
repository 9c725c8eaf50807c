import { existingDatabase } from "./database.ts";

/** `pstar trace ID`. */
export async function traceRow(
  id: string,
  flags: { readonly json?: true; readonly db?: string },
): Promise<void> {
  const db = existingDatabase(flags.db);
  void db;
  void id;
}
