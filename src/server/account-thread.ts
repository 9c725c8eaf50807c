import { moduleBeside } from "../modules.ts";
import { startThread, type Thread } from "../threads.ts";
import type { Subject, Wanted } from "./account.ts";

export interface AccountQuestion {
  readonly subject: Subject;
  readonly wanted: Wanted;
}

export type Content = string | Uint8Array<ArrayBuffer> | null;

/** The thread in which runs are accounted for, figures drawn and reports written: rows are answered meanwhile. */
export const startAccountThread = (): Thread<AccountQuestion, Content> =>
  startThread(moduleBeside(import.meta.url, "./account-worker"));
