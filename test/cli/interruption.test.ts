import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";

const source = new URL("../../src/cli/interruption.ts", import.meta.url).href;

/** A process that works until asked to stop, and then for as long as `saving` milliseconds. */
function worker(saving: number) {
  const script = `
    import { interruption } from ${JSON.stringify(source)};
    const { signal, exitCode } = interruption((line) => console.log(line));
    const work = setInterval(() => {}, 1000);
    signal.addEventListener("abort", () => setTimeout(() => {
      clearInterval(work);
      console.log("saved");
      process.exitCode = exitCode();
    }, ${saving}));
    console.log("working");`;
  return spawn(process.execPath, ["--input-type=module", "--eval", script]);
}

async function heard(child: ReturnType<typeof worker>, word: string): Promise<void> {
  let text = "";
  for await (const [chunk] of on(child)) {
    text += String(chunk);
    if (text.includes(word)) return;
  }
}

async function* on(child: ReturnType<typeof worker>) {
  for (;;) yield await once(child.stdout, "data");
}

describe("Ctrl-C", () => {
  it("once lets the work save, and the exit code tells of it", async () => {
    const child = worker(50);
    await heard(child, "working");
    const said = heard(child, "saved");
    child.kill("SIGINT");
    await said;
    expect(await once(child, "exit")).toEqual([130, null]);
  });

  it("twice quits at once, of the signal itself", async () => {
    const child = worker(60_000);
    await heard(child, "working");
    const said = heard(child, "Stopping");
    child.kill("SIGINT");
    await said;
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
  });
});
