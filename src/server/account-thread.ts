import { parentPort } from "node:worker_threads";
import { PstarError } from "../errors.ts";
import { type Subject, type Wanted, workOut } from "./account.ts";

export interface Question {
  readonly id: number;
  readonly subject: Subject;
  readonly wanted: Wanted;
}

export type Reply = { readonly id: number } & (
  | { readonly content: string | Uint8Array<ArrayBuffer> | null }
  | { readonly error: string }
  | {
      readonly refused: {
        readonly message: string;
        readonly exitCode: 1 | 2;
        readonly where?: string;
        readonly remedy?: string;
      };
    }
);

parentPort!.on("message", async ({ id, subject, wanted }: Question) => {
  parentPort!.postMessage(await replyTo(id, subject, wanted));
});

/** Errors lose their class on the way between threads. */
async function replyTo(id: number, subject: Subject, wanted: Wanted): Promise<Reply> {
  try {
    const content = await workOut(subject, wanted);
    return {
      id,
      content: typeof content === "string" || content === null ? content : new Uint8Array(content),
    };
  } catch (error) {
    if (!(error instanceof PstarError))
      return { id, error: error instanceof Error ? error.message : String(error) };
    const { message, exitCode, where, remedy } = error;
    return { id, refused: { message, exitCode, ...(where && { where }), ...(remedy && { remedy }) } };
  }
}
