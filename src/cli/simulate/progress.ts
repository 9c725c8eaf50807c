import { duration } from "../../format.ts";
import type { Terminal } from "../progress.ts";

const REDRAW_SECONDS = 0.1;

/** One line on a terminal that tells how far the runs are and how long they may yet take; elsewhere nothing. */
export function runProgress(stream: Terminal): {
  onRun(done: number, total: number): void;
  /** Takes the line away. */
  close(): void;
} {
  if (!stream.isTTY) return { onRun() {}, close() {} };
  const started = performance.now() / 1000;
  let lastDraw = started;
  return {
    onRun(done, total) {
      const now = performance.now() / 1000;
      if (now - lastDraw < REDRAW_SECONDS) return;
      lastDraw = now;
      const left = duration(((now - started) / done) * (total - done));
      const share = `${Math.floor((100 * done) / total)} %`;
      stream.write(`\r${share.padStart(5)}  ${done} of ${total} runs  ${left} left\u001b[K`);
    },
    close() {
      stream.write("\r\u001b[K");
    },
  };
}
