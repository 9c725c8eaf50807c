import { join } from "node:path";
import { styleText } from "node:util";
import { PstarError } from "../errors.ts";
import { writeWhole } from "../files.ts";
import type { Drawing } from "../report/drawing.ts";
import { type Report, reportOf } from "../report/html.ts";
import { drawingPng } from "../report/png.ts";
import { openStore, type Store } from "../store/index.ts";
import { jsonText } from "../visible.ts";
import { fold } from "./fold.ts";
import { makeFolder } from "./folder.ts";
import { print } from "./run.ts";
import { type RunPlace, runIn, runPlace } from "./run-place.ts";
import { terminalWidth } from "./table.ts";

export interface ReportFlags {
  readonly out?: string;
  readonly db?: string;
  readonly compare?: string;
  readonly figures?: string;
  readonly json?: true;
}

/** `pstar report [RUN]`: one HTML file that tells of a run, or of a run beside another. */
export async function report(run: string | undefined, flags: ReportFlags): Promise<void> {
  if (flags.out === "-" && flags.json) {
    throw new PstarError("the report and --json cannot both go to standard output", {
      exitCode: 2,
      remedy: "give a file with -o",
    });
  }
  const place = runPlace(run, flags.db);
  const made = reading(place, (store, number) => {
    const subject = { store, run: number };
    if (flags.compare === undefined) return reportOf(subject);
    const sameDatabase = /^r\d+$/.test(flags.compare) ? place.db : undefined;
    return reading(runPlace(flags.compare, sameDatabase), (other, otherNumber) =>
      reportOf(subject, { store: other, run: otherNumber }),
    );
  });
  const path = flags.out ?? nameOf(made);
  const figures = flags.figures === undefined ? [] : await writeFigures(made.drawings, flags.figures);
  if (path === "-") {
    process.stdout.write(made.html);
    return;
  }
  writeWhole(path, made.html);
  print(flags.json ? jsonText({ path, ...told(made), figures }) : summary(path, made, flags.figures));
}

/** What `work` makes of a run, with its database open for it. */
function reading<T>({ db, run }: RunPlace, work: (store: Store, run: number) => T): T {
  const store = openStore(db, { readonly: true });
  try {
    return work(store, runIn(store, run));
  } finally {
    store.close();
  }
}

const nameOf = ({ run: { head } }: Report): string =>
  `${head.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "")}-${head.id}.html`;

const told = ({ run: { head, verdict }, html }: Report) => ({
  run: head.id,
  name: head.name,
  verdict,
  bytes: Buffer.byteLength(html),
});

function summary(
  path: string,
  { run: { head, verdict }, drawings }: Report,
  figures: string | undefined,
): string {
  const width = terminalWidth(process.stdout, 100);
  const kind = head.kind === "tuning" ? "tuned" : verdict.kind;
  const [first, ...rest] = fold(`${kind}: ${verdict.sentence}`, width);
  const word = styleText("bold", kind, { stream: process.stdout });
  return [
    `Report: ${path}`,
    ...(figures === undefined
      ? []
      : [`Figures: ${drawings.length}, each as SVG, PNG and CSV, in ${figures}`]),
    "",
    first!.replace(kind, word),
    ...rest,
    ...(verdict.outcome === null ? [] : fold(verdict.outcome, width)),
  ].join("\n");
}

/** Every drawing as SVG, PNG and CSV in a folder; gives their paths. */
async function writeFigures(drawings: readonly Drawing[], folder: string): Promise<string[]> {
  makeFolder(folder, "--figures");
  const paths: string[] = [];
  for (const drawing of drawings) {
    const files = { svg: drawing.svg(), png: await drawingPng(drawing), csv: drawing.csv() };
    for (const [ending, content] of Object.entries(files)) {
      const path = join(folder, `${drawing.id}.${ending}`);
      writeWhole(path, content);
      paths.push(path);
    }
  }
  return paths;
}
