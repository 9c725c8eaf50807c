/** What a training's thread shares with the one that asked for it: two words. */
export type Signals = Int32Array<SharedArrayBuffer>;

/** Where it says, by a 1, that the training should stop after the update at hand. */
export const stopAt = 0;
/** Where it says how far the thread is. */
const phaseAt = 1;
const phases = { starting: 0, working: 1, over: 2 } as const;

/** Milliseconds that a process which exits waits for the updates at hand and their checkpoints. */
const longestUpdate = 60_000;

export const newSignals = (): Signals => new Int32Array(new SharedArrayBuffer(8));

/** @returns whether a thread may begin: not where the process is exiting already */
export function begin(signals: Signals): boolean {
  return Atomics.compareExchange(signals, phaseAt, phases.starting, phases.working) === phases.starting;
}

/** A thread has let go of all that must not be alive when it ends. */
export function end(signals: Signals): void {
  Atomics.store(signals, phaseAt, phases.over);
  Atomics.notify(signals, phaseAt);
}

const running = new Set<Signals>();

/**
 * From now on the process does not exit before a thread is over: exiting tears threads down, and one that has a session of ONNX
 * Runtime may take the process along, with a signal in place of its exit code.
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
    Atomics.compareExchange(signals, phaseAt, phases.starting, phases.over);
  }
  for (const signals of running) Atomics.wait(signals, phaseAt, phases.working, longestUpdate);
}
