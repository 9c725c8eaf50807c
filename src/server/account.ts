import { inspectRun, type RunInspection } from "../inspect/index.ts";
import type { Drawing } from "../report/drawing.ts";
import { drawingsOf } from "../report/drawings.ts";
import { reportHtml } from "../report/html.ts";
import { drawingPng } from "../report/png.ts";
import { openStore, type Store, snapshot } from "../store/index.ts";
import type { FigureEntry } from "./api.ts";
import { createMemo } from "./memo.ts";

/** What is wanted of a run; the answer is a file's content. */
export type Wanted =
  | { readonly kind: "run" }
  | { readonly kind: "figures" }
  | { readonly kind: "report" }
  | {
      readonly kind: "figure";
      readonly figure: string;
      readonly as: "svg" | "png" | "csv";
      readonly look: Look;
    };

export interface Look {
  readonly theme?: "light" | "dark";
  readonly width?: number;
}

/** A run as it was at a version of its database. */
export interface Subject {
  readonly path: string;
  readonly run: number;
  readonly version: string;
}

interface Account {
  readonly run: RunInspection;
  drawings(): readonly Drawing[];
}

const accounts = createMemo<Account>(8);

/** Works it out, which may take seconds; null where there is no such figure. @throws PstarError as `inspectRun` */
export async function workOut(subject: Subject, wanted: Wanted): Promise<string | Uint8Array | null> {
  if (wanted.kind === "report") return reading(subject, (store) => reportHtml({ store, run: subject.run }));
  const account = await accountOf(subject);
  if (wanted.kind === "run") return JSON.stringify(account.run);
  const drawings = account.drawings();
  if (wanted.kind === "figures") {
    return JSON.stringify(
      drawings.map(({ id, title, description }): FigureEntry => ({ id, title, description })),
    );
  }
  const drawing = drawings.find(({ id }) => id === wanted.figure);
  if (drawing === undefined) return null;
  if (wanted.as === "csv") return drawing.csv();
  return wanted.as === "svg" ? drawing.svg(wanted.look) : drawingPng(drawing, wanted.look);
}

function accountOf(subject: Subject): Promise<Account> {
  return accounts([subject.path, subject.run, subject.version], () => {
    const run = reading(subject, (store) => inspectRun(store, subject.run));
    let drawings: readonly Drawing[] | null = null;
    return {
      run,
      drawings: () => {
        drawings ??= drawingsOf(run);
        return drawings;
      },
    };
  });
}

function reading<T>({ path }: Subject, read: (store: Store) => T): T {
  const store = openStore(path, { readonly: true });
  try {
    return snapshot(store, () => read(store));
  } finally {
    store.close();
  }
}
