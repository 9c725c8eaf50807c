import { Worker } from "node:worker_threads";
import { PstarError } from "../../errors.ts";

/** A thread that answers questions one by one, and says things by itself. */
export interface Thread<Question, Answer> {
  /** @throws PstarError as the thread's work throws it, and where the thread has ended */
  ask(question: Question): Promise<Answer>;
  end(): Promise<void>;
}

/** What a thread is asked. */
export interface Asked<Question> {
  readonly id: number;
  readonly question: Question;
}

/** What a thread says: an answer, why there is none, or a notice without a question. */
export type Said<Answer, Notice> =
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "failure"; readonly id: number; readonly failure: Failure }
  | { readonly kind: "notice"; readonly notice: Notice };

/** A PstarError as it goes between threads. */
export interface Failure {
  readonly message: string;
  readonly where?: string;
  readonly remedy?: string;
  readonly exitCode: 1 | 2;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof PstarError)) return { message: String(error), exitCode: 1 };
  const { message, where, remedy, exitCode } = error;
  return {
    message,
    exitCode,
    ...(where !== undefined && { where }),
    ...(remedy !== undefined && { remedy }),
  };
}

/**
 * Starts a thread with the first question, and another one with the first question after it has failed. It keeps no process
 * alive that has no question open.
 *
 * @param where the database it looks at, for errors
 */
export function startThread<Question, Answer, Notice>(
  module: URL,
  where: string,
  onNotice: (notice: Notice) => void,
): Thread<Question, Answer> {
  interface Open {
    readonly resolve: (answer: Answer) => void;
    readonly reject: (error: PstarError) => void;
  }
  const open = new Map<number, Open>();
  let worker: Worker | undefined;
  let asked = 0;
  let isEnded = false;

  const rejectAll = (error: PstarError): void => {
    for (const { reject } of open.values()) reject(error);
    open.clear();
  };
  /** Once a thread: what has failed also exits. */
  const fail = (failed: Worker, cause?: Error): void => {
    if (worker !== failed) return;
    worker = undefined;
    const why = cause === undefined ? "" : `: ${cause.message}`;
    const remedy = "try again; if it happens again, please report it";
    rejectAll(new PstarError(`reading its rows ended early${why}`, { where, remedy, cause }));
  };
  const start = (): Worker => {
    const made = new Worker(module, { workerData: where });
    made.on("message", (said: Said<Answer, Notice>) => {
      if (said.kind === "notice") return onNotice(said.notice);
      const waiting = open.get(said.id);
      open.delete(said.id);
      if (open.size === 0) made.unref();
      if (said.kind === "answer") waiting?.resolve(said.answer);
      else waiting?.reject(new PstarError(said.failure.message, said.failure));
    });
    made.on("error", (cause) => fail(made, cause));
    made.on("exit", () => fail(made));
    return made;
  };
  const closed = (): PstarError => new PstarError("is closed", { where });

  return {
    ask(question) {
      if (isEnded) return Promise.reject(closed());
      worker ??= start();
      worker.ref();
      const id = asked++;
      const answer = new Promise<Answer>((resolve, reject) => open.set(id, { resolve, reject }));
      worker.postMessage({ id, question } satisfies Asked<Question>);
      return answer;
    },
    async end() {
      isEnded = true;
      const ending = worker;
      worker = undefined;
      rejectAll(closed());
      await ending?.terminate();
    },
  };
}
