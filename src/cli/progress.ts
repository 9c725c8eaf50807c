import type { Writable } from "node:stream";
import { stripVTControlCharacters, styleText } from "node:util";
import type { Progress } from "../pipeline/index.ts";
import { count, duration, rate } from "./format.ts";

/** Where progress goes: standard error, a terminal or not. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Shows how far the stages of a run are. */
export interface ProgressView {
  report(progress: Progress): void;
  /** A line of its own between progress lines. */
  say(line: string): void;
  /** Takes the updating lines away while `write` prints elsewhere on the same terminal. */
  aside(write: () => void): void;
  /** Takes the updating lines away. */
  close(): void;
}

/** The view for where standard error goes: updating lines on a terminal, plain lines elsewhere. */
export function progressView(stream: Terminal, clock = () => performance.now() / 1000): ProgressView {
  return stream.isTTY ? liveView(stream, clock) : plainView(stream, clock);
}

/** For `--json`: says nothing of progress. */
export const silentView: ProgressView = {
  report: () => {},
  say: () => {},
  aside: (write) => write(),
  close: () => {},
};

interface Active {
  readonly progress: Progress;
  /** Where this process found the stage, so that work of an earlier one counts for no speed. */
  readonly firstDone: number;
  readonly since: number;
}

const REDRAW_SECONDS = 0.1;
const PLAIN_SECONDS = 10;

function liveView(stream: Terminal, clock: () => number): ProgressView {
  const active = new Map<string, Active>();
  const reused = reuseCounter();
  let drawn = 0;
  let lastDraw = Number.NEGATIVE_INFINITY;

  const erase = (): void => {
    if (drawn > 0) stream.write(`\r\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    erase();
    const width = (stream.columns || 80) - 1;
    for (const stage of active.values()) {
      stream.write(`${clip(`  ${runningLine(stage, clock())}`, width)}\n`);
      drawn++;
    }
    lastDraw = clock();
  };
  const aside = (write: () => void): void => {
    erase();
    write();
    draw();
  };
  const say = (line: string): void =>
    aside(() => {
      stream.write(`${line}\n`);
    });

  return {
    report(progress) {
      if (progress.state === "reused") return reused.add(progress.stage);
      reused.flush(say);
      if (progress.state === "done") {
        active.delete(progress.stage);
        return say(`${styleText("green", "✓", { stream })} ${doneLine(progress)}`);
      }
      follow(active, progress, clock());
      if (clock() - lastDraw >= REDRAW_SECONDS) draw();
    },
    say,
    aside(write) {
      reused.flush(say);
      aside(write);
    },
    close() {
      active.clear();
      erase();
      reused.flush(say);
    },
  };
}

function plainView(stream: Terminal, clock: () => number): ProgressView {
  const active = new Map<string, Active>();
  const lastSaid = new Map<string, number>();
  const reused = reuseCounter();
  const say = (line: string): void => {
    stream.write(`${line}\n`);
  };
  return {
    report(progress) {
      if (progress.state === "reused") return reused.add(progress.stage);
      reused.flush(say);
      if (progress.state === "done") {
        active.delete(progress.stage);
        return say(`done  ${doneLine(progress)}`);
      }
      const now = clock();
      const stage = follow(active, progress, now);
      if (now - (lastSaid.get(progress.stage) ?? stage.since) < PLAIN_SECONDS) return;
      lastSaid.set(progress.stage, now);
      say(`      ${runningLine(stage, now)}`);
    },
    say,
    aside(write) {
      reused.flush(say);
      write();
    },
    close: () => reused.flush(say),
  };
}

function follow(active: Map<string, Active>, progress: Progress, now: number): Active {
  const before = active.get(progress.stage);
  const stage: Active = {
    progress,
    firstDone: before?.firstDone ?? progress.done,
    since: before?.since ?? now,
  };
  active.set(progress.stage, stage);
  return stage;
}

/** Stages that were done already are told of together, in one line. */
function reuseCounter(): { add(stage: string): void; flush(say: (line: string) => void): void } {
  let names: string[] = [];
  return {
    add: (stage) => {
      names.push(stage);
    },
    flush(say) {
      if (names.length === 0) return;
      const shown = names.length <= 2 ? names.join(", ") : `${names[0]} … ${names.at(-1)}`;
      const stages = names.length === 1 ? "1 stage" : `${names.length} stages`;
      names = [];
      say(`= ${stages} already done: ${shown}`);
    },
  };
}

function runningLine({ progress, firstDone, since }: Active, now: number): string {
  const { stage, done, total, unit, note } = progress;
  const share = total > 0 ? `${Math.floor((100 * done) / total)} %` : "";
  const speed = now > since ? (done - firstDone) / (now - since) : 0;
  const pace = speed > 0 ? [`${duration((total - done) / speed)} left`, `${rate(speed)} ${unit}/s`] : [];
  return [stage, share, `${count(done)} of ${count(total)} ${unit}`, ...pace, note ?? ""]
    .filter((part) => part !== "")
    .join("  ");
}

function doneLine({ stage, total, unit, seconds, note }: Progress): string {
  const words = `${stage}  ${count(total)} ${unit} in ${duration(seconds)}`;
  return note === undefined ? words : `${words}, ${note}`;
}

const clip = (line: string, width: number): string =>
  stripVTControlCharacters(line).length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
