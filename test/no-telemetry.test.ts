import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

/** What a new process loads, and whether ONNX Runtime has then begun to keep a log of what it sends. */
function loading(body: string) {
  const script = `
    import { existsSync, rmSync } from "node:fs";
    const log = "/tmp/mat-debug-" + process.pid + ".log";
    rmSync(log, { force: true }); // Of an earlier process with the same number.
    ${body}
    console.log(JSON.stringify([process.env.ORT_DISABLE_TELEMETRY, existsSync(log)]));`;
  const { ORT_DISABLE_TELEMETRY: _, CI: __, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    env,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as unknown;
}

const file = (path: string): string => JSON.stringify(new URL(`../src/${path}`, import.meta.url).href);

/** Loads ONNX Runtime to where it would begin. */
const beginning = `const { InferenceSession } = (await import("onnxruntime-node")).default;
  await InferenceSession.create(new Uint8Array()).catch(() => {});`;

describe("ONNX Runtime tells nobody what it does", () => {
  it.each([
    ["the library", `await import(${file("index.ts")}); ${beginning}`],
    ["our engine", `await import(${file("onnx/runtime.ts")}); ${beginning}`],
    ["published models", `await (await import(${file("published/library.ts")})).library(); ${beginning}`],
    ["pstar doctor", `await import(${file("cli/doctor.ts")}); ${beginning}`],
  ])("loaded by %s", (_, body) => {
    expect(loading(body)).toEqual(["1", false]);
  });
});
