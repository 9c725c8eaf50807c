import { openStore } from "../store/store.ts";
import { type Trace, trace } from "../store/trace.ts";
import { existingDatabase } from "./database.ts";
import { terminalWidth } from "./table.ts";
import { traceReport } from "./trace-report.ts";

/** `pstar trace ID`: what the row was made from and what became of it. */
export async function traceRow(
  id: string,
  flags: { readonly json?: true; readonly db?: string },
): Promise<void> {
  const store = openStore(existingDatabase(flags.db), { readonly: true });
  let found: Trace;
  try {
    found = trace(store, id);
  } finally {
    store.close();
  }
  console.log(flags.json ? JSON.stringify(found) : traceReport(found, terminalWidth(process.stdout, 100)));
}
