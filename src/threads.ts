import { parentPort, Worker } from "node:worker_threads";
import { PstarError } from "./errors.ts";

/** A thread that answers questions one by one, and says things by itself. */
export interface Thread<Question, Answer> {
  /** @throws PstarError where the thread's work throws it, and where the thread has ended; else an Error with its message */
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

/** An error as it goes between threads, where it loses its class; only a PstarError has an exit code. */
interface Failure {
  readonly message: string;
  readonly where?: string;
  readonly remedy?: string;
  readonly exitCode?: 1 | 2;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof PstarError))
    return { message: error instanceof Error ? error.message : String(error) };
  const { message, where, remedy, exitCode } = error;
  return {
    message,
    exitCode,
    ...(where !== undefined && { where }),
    ...(remedy !== undefined && { remedy }),
  };
}

const errorOf = (failure: Failure): Error =>
  failure.exitCode === undefined ? new Error(failure.message) : new PstarError(failure.message, failure);

/** Within a thread: says something without being asked. */
export const notify = <Notice>(notice: Notice): void =>
  parentPort!.postMessage({ kind: "notice", notice } satisfies Said<never, Notice>);

/** Within a thread: gives what it is asked to `answer`, one question after the other. */
export function answerQuestions<Question, Answer>(
  answer: (question: Question) => Answer | Promise<Answer>,
): void {
  const port = parentPort!;
  const say = (said: Said<Answer, never>): void => port.postMessage(said);
  let turn = Promise.resolve();
  port.on("message", ({ id, question }: Asked<Question>) => {
    turn = turn
      .then(() => answer(question))
      .then((given) => say({ kind: "answer", id, answer: given }))
      .catch((error) => say({ kind: "failure", id, failure: failureOf(error) }));
  });
}

/**
 * Starts a thread with the first question, and another one with the first question after it has failed. It keeps no process
 * alive that has no question open.
 *
 * @param database what it looks at: its `workerData`, and named in errors
 */
export function startThread<Question, Answer, Notice = never>(
  module: URL,
  database?: string,
  onNotice: (notice: Notice) => void = () => {},
): Thread<Question, Answer> {
  const where = database === undefined ? {} : { where: database };
  const open = new Map<number, PromiseWithResolvers<Answer>>();
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
    rejectAll(new PstarError(`a thread of pstar ended early${why}`, { ...where, remedy, cause }));
  };
  const start = (): Worker => {
    const made = new Worker(module, { workerData: database });
    made.on("message", (said: Said<Answer, Notice>) => {
      if (said.kind === "notice") return onNotice(said.notice);
      const waiting = open.get(said.id);
      open.delete(said.id);
      if (open.size === 0) made.unref();
      if (said.kind === "answer") waiting?.resolve(said.answer);
      else waiting?.reject(errorOf(said.failure));
    });
    made.on("error", (cause) => fail(made, cause));
    made.on("exit", () => fail(made));
    return made;
  };
  const closed = (): PstarError => new PstarError("is closed", where);

  return {
    ask(question) {
      if (isEnded) return Promise.reject(closed());
      worker ??= start();
      worker.ref();
      const id = asked++;
      const answer = Promise.withResolvers<Answer>();
      open.set(id, answer);
      worker.postMessage({ id, question } satisfies Asked<Question>);
      return answer.promise;
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
