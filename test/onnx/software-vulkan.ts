import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Vulkan without a graphics card: Chromium's SwiftShader, Mesa's lavapipe. */
const driver = [
  "/usr/lib/chromium/vk_swiftshader_icd.json",
  "/opt/google/chrome/vk_swiftshader_icd.json",
  "/usr/share/vulkan/icd.d/lvp_icd.json",
  "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json",
].find((path) => existsSync(path));

/** Whether WebGPU can be had for a process: see `onWebGpu`. */
export const isWebGpuThere = process.platform === "linux" && process.arch === "x64" && driver !== undefined;

const vulkan = (path: string) => ({ VK_ICD_FILENAMES: path, VK_DRIVER_FILES: path });

/** Environment of a process that has WebGPU, by software. */
export const softwareVulkan: Readonly<Record<string, string>> = vulkan(driver ?? "");

/** Environment of a process that has no Vulkan, whatever the machine has. */
export const noVulkan: Readonly<Record<string, string>> = vulkan("/dev/null");

/** Runs a module with WebGPU by software. @returns the JSON it prints at last */
export function onWebGpu<Result>(module: URL, args: readonly string[] = []): Result {
  const env = { ...process.env, ...softwareVulkan };
  const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(module), ...args], {
    env,
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Result;
}
