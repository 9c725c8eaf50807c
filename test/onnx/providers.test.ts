import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { createGraph, graphBytes, graphInput, graphOutput } from "../../src/onnx/graph.ts";
import { exp } from "../../src/onnx/ops/elementwise.ts";
import { providerRemedy, providers } from "../../src/onnx/providers.ts";
import { createSession } from "../../src/onnx/runtime.ts";
import { cases } from "./gradient-cases.ts";
import { isWebGpuThere, onWebGpu } from "./software-vulkan.ts";

describe("a provider that cannot be had", () => {
  const elsewhere = process.platform === "darwin" ? "dml" : "coreml";

  it("is refused in one line with what to do", async () => {
    const graph = createGraph();
    graphOutput("y", exp(graphInput(graph, "x", [4], "float32")));
    const refused = await createSession(graphBytes(graph), { provider: elsewhere }).catch((error) => error);
    expect(refused).toBeInstanceOf(PstarError);
    expect(refused.exitCode).toBe(2);
    expect(refused.line).toBe(
      `training.provider: ${elsewhere}: there is none in ONNX Runtime for ${process.platform} ${process.arch}` +
        ` — ${providerRemedy(elsewhere)}`,
    );
  });

  it("has a remedy on every platform, and where ONNX Runtime fetches CUDA's part, the script that does", () => {
    for (const platform of ["linux x64", "linux arm64", "darwin arm64", "win32 x64"])
      for (const provider of providers) expect(providerRemedy(provider, platform)).toMatch(/^\S.+\S$/);
    const [, script] = /`node (\S+) --onnxruntime-node-install`/.exec(providerRemedy("cuda", "linux x64"))!;
    expect(existsSync(script!)).toBe(true);
  });
});

describe.skipIf(!isWebGpuThere)("WebGPU, by software", () => {
  it("gives every operation the CPU's value and gradients", () => {
    const errors = onWebGpu<Record<string, number>>(new URL("webgpu-child.ts", import.meta.url));
    expect(Object.keys(errors)).toEqual(Object.keys(cases));
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-5);
  });
});
