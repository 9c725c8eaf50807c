import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The first Ctrl-C (or SIGTERM) aborts `signal`, the second quits at once. */
export function interruption(say: (line: string) => void): {
  readonly signal: AbortSignal;
  /** Exit code of a process that was asked to stop, or undefined when nobody asked. */
  exitCode(): number | undefined;
  /** Leaves signals to the system again. */
  release(): void;
} {
  const controller = new AbortController();
  let code: number | undefined;
  const onSignal = (name: (typeof SIGNALS)[number]): void => {
    const first = code === undefined;
    code = 128 + constants.signals[name];
    if (!first) {
      // Dying of the signal itself ends threads inside ONNX Runtime too, which an orderly exit would wait for or trip over.
      for (const each of SIGNALS) process.off(each, onSignal);
      process.kill(process.pid, name);
      return;
    }
    say("Stopping: finishing the batch at hand and saving. Ctrl-C again quits at once.");
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

/** Whether work ended because it was asked to, and not because something went wrong. */
export const wasAborted = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";
