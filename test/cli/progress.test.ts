import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { progressView } from "../../src/cli/progress.ts";
import type { Progress } from "../../src/pipeline/index.ts";

const running = (stage: string, done: number): Progress => ({
  stage,
  done,
  total: 1000,
  unit: "steps",
  state: "running",
  seconds: 0,
});

function screen(terminal: { isTTY?: true; columns?: number } = {}) {
  const stream = Object.assign(new PassThrough({ encoding: "utf8" }), terminal);
  let now = 0;
  const view = progressView(stream, () => now);
  return {
    view,
    read: (): string => stream.read() ?? "",
    wait: (seconds: number) => {
      now += seconds;
    },
  };
}

/** What a terminal shows after these bytes: cursor up and erase below are all that is used. */
function shown(bytes: string): string[] {
  let lines: string[] = [];
  for (const [, up, text] of bytes.replaceAll("\u001b", "^").matchAll(/\r\^\[(\d+)A\^\[J|([^\n]*)\n/g)) {
    if (up === undefined) lines.push(text!);
    else lines = lines.slice(0, lines.length - Number(up));
  }
  return lines;
}

describe("progress in a file or pipe", () => {
  it("has a line when a stage ends, and in between one in ten seconds", () => {
    const { view, read, wait } = screen();
    for (let i = 0; i <= 25; i++, wait(1)) view.report(running("train", i * 10));
    view.report({ ...running("train", 1000), state: "done", seconds: 100, note: "loss 0.5" });
    expect(read().trimEnd().split("\n")).toEqual([
      "   10 %  train  1 min 30 s left  100 of 1,000 steps  10 steps/s",
      "   20 %  train  1 min 20 s left  200 of 1,000 steps  10 steps/s",
      "✓ train  1,000 steps in 1 min 40 s, loss 0.5",
    ]);
  });

  it("tells stages done before, and quick ones, together", () => {
    const { view, read } = screen();
    for (const stage of ["a", "b", "c"]) view.report({ ...running(stage, 1000), state: "reused" });
    for (const stage of ["d", "e"]) view.report({ ...running(stage, 1000), state: "done", seconds: 0.2 });
    view.report({ ...running("f", 1000), state: "done", seconds: 2 });
    view.report({ ...running("g", 1000), state: "done", seconds: 0.1 });
    view.close();
    expect(read().trimEnd().split("\n")).toEqual([
      "= done before: a … c (3 stages)",
      "✓ d, e  in less than a second each",
      "✓ f  1,000 steps in 2.0 s",
      "✓ g  in less than a second",
    ]);
  });
});

describe("progress on a terminal", () => {
  it("keeps one line for each stage at work, above them what is done", () => {
    const { view, read, wait } = screen({ isTTY: true, columns: 80 });
    for (let i = 0; i <= 5; i++, wait(1)) {
      view.report(running("first", i * 100));
      view.report(running("second", i * 10));
    }
    view.report({ ...running("first", 1000), state: "done", seconds: 9 });
    wait(1);
    view.report(running("second", 60));
    const lines = shown(read());
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/first {2}1,000 steps in 9\.0 s/);
    expect(lines[1]).toMatch(/^ +6 % {2}second/);
    view.close();
  });

  it("tells speed by this process's own work, not by what it found done", () => {
    const { view, read, wait } = screen({ isTTY: true, columns: 80 });
    view.report(running("train", 900));
    wait(10);
    view.report(running("train", 910));
    expect(shown(read())).toEqual(["   91 %  train  1 min 30 s left  910 of 1,000 steps  1.0 steps/s"]);
  });

  it("never writes a line wider than the terminal, and leaves none behind", () => {
    const { view, read, wait } = screen({ isTTY: true, columns: 30 });
    view.report(running("a stage with a name that is long", 1));
    wait(1);
    view.report(running("a stage with a name that is long", 2));
    const bytes = read();
    for (const line of shown(bytes)) expect(line.length).toBeLessThan(30);
    view.close();
    expect(shown(bytes + read())).toEqual([]);
  });
});
