import { describe, expect, it, onTestFinished, vi } from "vitest";
import { tryProvider } from "../../src/training/provider.ts";
import { isWebGpuThere, noVulkan, onWebGpu } from "../onnx/software-vulkan.ts";
import type { Distance } from "./provider-child.ts";

describe("trying a provider", () => {
  it("finds that the CPU trains", async () => {
    expect(await tryProvider("cpu")).toEqual({ name: "cpu", works: true });
  });

  it.runIf(process.platform === "linux" && process.arch === "x64")(
    "says what WebGPU lacks where there is no Vulkan",
    async () => {
      for (const [name, value] of Object.entries(noVulkan)) vi.stubEnv(name, value);
      onTestFinished(() => {
        vi.unstubAllEnvs();
      });
      expect(await tryProvider("webgpu")).toEqual({
        ...{ name: "webgpu", works: false },
        why: expect.stringMatching(/^webgpu: Failed to get a WebGPU adapter/),
        remedy: expect.stringContaining("Vulkan driver"),
      });
    },
  );
});

describe.skipIf(!isWebGpuThere)("training on WebGPU, by software", () => {
  it("computes the CPU's loss and every gradient, follows it in its updates, and resumes exactly", () => {
    const distances = onWebGpu<Record<string, Distance>>(new URL("provider-child.ts", import.meta.url));
    expect(Object.keys(distances)).toEqual(["llama", "t5"]);
    for (const [model, distance] of Object.entries(distances)) {
      const { loss, gradients, losses, evaluations, trained, isResumedExactly } = distance;
      expect(loss, model).toBeLessThan(1e-6);
      expect(Object.keys(gradients).length).toBeGreaterThan(20);
      for (const [name, error] of Object.entries(gradients))
        expect(error, `${model}: ${name}`).toBeLessThan(5e-5);
      expect(losses, model).toBeLessThan(1e-5);
      expect(evaluations, model).toBeLessThan(1e-5);
      for (const [name, error] of Object.entries(trained))
        expect(error, `${model}: ${name}`).toBeLessThan(2e-4);
      expect(isResumedExactly, model).toBe(true);
    }
  });
});
