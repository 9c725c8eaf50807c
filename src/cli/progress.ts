import type { Writable } from "node:stream";
import { stripVTControlCharacters, styleText } from "node:util";
import { count, duration, money, rate } from "../format.ts";
import type { Progress } from "../pipeline/index.ts";

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
  const bundled = bundles();
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
      if (progress.state !== "running") active.delete(progress.stage);
      if (bundled.take(progress)) return;
      if (progress.state === "done") {
        bundled.flush(say);
        return say(`${styleText("green", "✓", { stream })} ${doneLine(progress)}`);
      }
      follow(active, progress, clock());
      if (clock() - lastDraw >= REDRAW_SECONDS) draw();
    },
    say,
    aside(write) {
      bundled.flush(say);
      aside(write);
    },
    close() {
      active.clear();
      erase();
      bundled.flush(say);
    },
  };
}

function plainView(stream: Terminal, clock: () => number): ProgressView {
  const active = new Map<string, Active>();
  const lastSaid = new Map<string, number>();
  const bundled = bundles();
  const say = (line: string): void => {
    stream.write(`${line}\n`);
  };
  return {
    report(progress) {
      if (progress.state !== "running") active.delete(progress.stage);
      if (bundled.take(progress)) return;
      if (progress.state === "done") {
        bundled.flush(say);
        return say(`✓ ${doneLine(progress)}`);
      }
      const now = clock();
      const stage = follow(active, progress, now);
      if (now - (lastSaid.get(progress.stage) ?? stage.since) < PLAIN_SECONDS) return;
      lastSaid.set(progress.stage, now);
      say(`  ${runningLine(stage, now)}`);
    },
    say,
    aside(write) {
      bundled.flush(say);
      write();
    },
    close: () => bundled.flush(say),
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

/** Stages told of together: those done before, and those done in less than a second. */
function bundles(): { take(progress: Progress): boolean; flush(say: (line: string) => void): void } {
  let reused: string[] = [];
  let quick: string[] = [];
  return {
    take({ state, stage, seconds }) {
      const bundle = state === "reused" ? reused : state === "done" && seconds < 1 ? quick : undefined;
      bundle?.push(stage);
      return bundle !== undefined;
    },
    flush(say) {
      const [before, now] = [reused, quick];
      [reused, quick] = [[], []];
      if (before.length > 0) say(`= done before: ${listed(before)}`);
      if (now.length > 0) say(`✓ ${listed(now)}  in less than a second${now.length > 1 ? " each" : ""}`);
    },
  };
}

const listed = (stages: readonly string[]): string =>
  stages.length <= 2 ? stages.join(", ") : `${stages[0]} … ${stages.at(-1)} (${stages.length} stages)`;

/** What matters most comes first: a narrow terminal cuts the end off. */
function runningLine({ progress, firstDone, since }: Active, now: number): string {
  const { stage, done, total, unit } = progress;
  const share = total !== null && total > 0 ? `${Math.floor((100 * done) / total)} %` : "";
  const speed = now > since ? (done - firstDone) / (now - since) : 0;
  const left =
    speed > 0 && total !== null && done < total ? `${duration((total - done) / speed)} left` : undefined;
  const pace = speed > 0 ? `${rate(speed)} ${unit}/s` : undefined;
  const far = total === null ? `${count(done)} ${unit}` : `${count(done)} of ${count(total)} ${unit}`;
  return [share.padStart(5), stage, left, ...notes(progress), far, pace]
    .filter((part) => part !== undefined)
    .join("  ");
}

function doneLine(progress: Progress): string {
  const { stage, total, unit, seconds } = progress;
  return [`${stage}  ${count(total ?? 0)} ${unit} in ${duration(seconds)}`, ...notes(progress)].join(", ");
}

const notes = ({ note, cost }: Progress): string[] => [
  ...(note === undefined ? [] : [note]),
  ...(cost === undefined ? [] : [`${money(cost)} spent`]),
];

const clip = (line: string, width: number): string =>
  stripVTControlCharacters(line).length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
