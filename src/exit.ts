/** What a thread that works with ONNX Runtime shares with the one that asked for it: two words. */
export type Signals = Int32Array<SharedArrayBuffer>;

/** Where it says, by a 1, that the thread should stop after the step at hand. */
export const stopAt = 0;
/** Where it says how far the thread is. */
const phaseAt = 1;
const phases = { idle: 0, working: 1, over: 2 } as const;

/** Milliseconds that a process which exits waits for the steps at hand and what is saved after them. */
const longestStep = 60_000;

export const newSignals = (): Signals => new Int32Array(new SharedArrayBuffer(8));

/** @returns whether a thread may begin: not where the process is exiting already */
export function begin(signals: Signals): boolean {
  return Atomics.compareExchange(signals, phaseAt, phases.idle, phases.working) === phases.idle;
}

/** A thread is in no call of ONNX Runtime now; it may begin again, unless it should stop. */
export function rest(signals: Signals): void {
  reach(signals, Atomics.load(signals, stopAt) === 0 ? phases.idle : phases.over);
}

/** A thread has let go of all that must not be alive when it ends. */
export function end(signals: Signals): void {
  reach(signals, phases.over);
}

function reach(signals: Signals, phase: number): void {
  Atomics.store(signals, phaseAt, phase);
  Atomics.notify(signals, phaseAt);
}

const running = new Set<Signals>();

/**
 * From now on the process does not exit while a thread works: exiting tears threads down, and one that is in a call of ONNX
 * Runtime takes the process along, with a signal in place of its exit code.
 */
export function holdExit(signals: Signals): void {
  if (running.size === 0) process.on("exit", endAll);
  running.add(signals);
}

export function freeExit(signals: Signals): void {
  running.delete(signals);
  if (running.size === 0) process.off("exit", endAll);
}

function endAll(): void {
  for (const signals of running) {
    Atomics.store(signals, stopAt, 1);
    Atomics.compareExchange(signals, phaseAt, phases.idle, phases.over);
  }
  for (const signals of running) Atomics.wait(signals, phaseAt, phases.working, longestStep);
}
