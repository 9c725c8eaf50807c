import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isWebGpuThere, softwareVulkan } from "../onnx/software-vulkan.ts";
import { tuningFolder } from "../tuning/tuning-folder.ts";
import { pstar } from "./child.ts";

const training = "steps: 3, batchSize: 2, learningRate: 0.01, warmupSteps: 0, threads: 1";

describe("pstar train on a provider", () => {
  it("refuses one that cannot be had, before anything is done", () => {
    const elsewhere = process.platform === "darwin" ? "dml" : "coreml";
    const folder = tuningFolder({ training: `${training}, provider: ${elsewhere}` });
    const { code, stdout, stderr } = pstar(["train", "t.yaml"], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(`^pstar: training\\.provider: ${elsewhere}: there is none in .* — .* alone: .*\\n$`),
    );
    expect(existsSync(join(folder, "runs"))).toBe(false);
  });

  it.skipIf(!isWebGpuThere)("learns on WebGPU what it learns on the CPU, as a training of its own", () => {
    const folder = tuningFolder({ training });
    const file = join(folder, "t.yaml");
    const onCpu = JSON.parse(pstar(["train", "t.yaml", "--json"], folder).stdout);
    writeFileSync(file, readFileSync(file, "utf8").replace("steps: 3", "steps: 3, provider: webgpu"));
    const ended = pstar(["train", "t.yaml", "--json"], folder, process.execPath, softwareVulkan);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const onWebGpu = JSON.parse(ended.stdout);
    expect(onWebGpu.training).not.toBe(onCpu.training);
    expect(onWebGpu.losses).toHaveLength(3);
    for (const [i, loss] of onWebGpu.losses.entries()) expect(loss).toBeCloseTo(onCpu.losses[i], 4);
  });
});
