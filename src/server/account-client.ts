import { Worker } from "node:worker_threads";
import { PstarError } from "../errors.ts";
import { moduleBeside } from "../modules.ts";
import type { Subject, Wanted } from "./account.ts";
import type { Question, Reply } from "./account-thread.ts";

export type Content = string | Uint8Array<ArrayBuffer> | null;

/** The thread in which runs are accounted for, figures drawn and reports written: rows are answered meanwhile. */
export interface AccountThread {
  /** @throws PstarError as `workOut` */
  ask(subject: Subject, wanted: Wanted): Promise<Content>;
  close(): Promise<void>;
}

type Waiting = PromiseWithResolvers<Content>;

export function createAccountThread(): AccountThread {
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let worker: Worker | null = start();

  function start(): Worker {
    const one = new Worker(moduleBeside(import.meta.url, "./account-thread"));
    one.unref();
    one.on("message", (reply: Reply) => {
      settle(waiting.get(reply.id), reply);
      waiting.delete(reply.id);
    });
    one.on("error", (error) => giveUp(one, error));
    one.on("exit", () => giveUp(one, new Error("the thread has ended")));
    return one;
  }

  /** The next question starts another thread. */
  function giveUp(one: Worker, error: Error): void {
    if (worker !== one) return;
    worker = null;
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  }

  return {
    ask: (subject, wanted) => {
      const one = Promise.withResolvers<Content>();
      waiting.set(++asked, one);
      worker ??= start();
      worker.postMessage({ id: asked, subject, wanted } satisfies Question);
      return one.promise;
    },
    close: async () => {
      await worker?.terminate();
    },
  };
}

function settle(one: Waiting | undefined, reply: Reply): void {
  if ("content" in reply) one?.resolve(reply.content);
  else if ("error" in reply) one?.reject(new Error(reply.error));
  else one?.reject(new PstarError(reply.refused.message, reply.refused));
}
