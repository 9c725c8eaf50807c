import { parseRowReference, readSidecarRow, type TracedRow } from "../datasets/export/sidecar.ts";
import { openStore, type Trace, trace } from "../store/index.ts";
import { jsonText } from "../visible.ts";
import { existingDatabase } from "./database.ts";
import { print } from "./run.ts";
import { terminalWidth } from "./table.ts";
import { traceReport } from "./trace-report.ts";

interface TraceFlags {
  readonly json?: true;
  readonly db?: string;
}

/** `pstar trace ID` or `pstar trace OUT/train.jsonl:17`: what the row was made from and what became of it. */
export async function traceRow(id: string, flags: TraceFlags): Promise<void> {
  if (parseRowReference(id) !== null) return traceExported(await readSidecarRow(id), flags);
  const [found] = traces([id], existingDatabase(flags.db));
  print(flags.json ? jsonText(found) : traceReport(found!, terminalWidth(process.stdout, 100)));
}

/** A row of an export: the candidates it is made of, each with its whole trace. */
function traceExported({ header, entry, database }: TracedRow, flags: TraceFlags): void {
  const ids = entry.candidates.map(({ id }) => id);
  const found = traces(ids, flags.db ?? database ?? existingDatabase(undefined));
  if (flags.json) {
    print(jsonText({ row: entry, selection: header.selection, traces: found }));
    return;
  }
  const width = terminalWidth(process.stdout, 100);
  const source = entry.candidates.flatMap(({ source }) => source ?? []);
  const from = source.length === 0 ? "" : `, in its file ${source.join(" and ")}`;
  print(`${entry.row} is ${ids.join(" and ")}${from}, kept by ${header.selection}`);
  for (const one of found) print(`\n${traceReport(one, width)}`);
}

function traces(ids: readonly string[], db: string): Trace[] {
  const store = openStore(db, { readonly: true });
  try {
    return ids.map((id) => trace(store, id));
  } finally {
    store.close();
  }
}
