import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

/** What ONNX Runtime can train on: its execution providers that need no compiling of their own. */
export const providers = ["cpu", "cuda", "webgpu", "coreml", "dml"] as const;

/** An execution provider of ONNX Runtime. */
export type Provider = (typeof providers)[number];

/** Where and how a provider is to be had. @param platform as `process.platform` and `process.arch` say it: `linux x64` */
export function providerRemedy(provider: Provider, platform = `${process.platform} ${process.arch}`): string {
  switch (provider) {
    case "cpu":
      return "run `npm ci` again, on this machine";
    case "cuda":
      return platform === "linux x64"
        ? `have an NVIDIA driver, CUDA 12 and cuDNN 9, and fetch ONNX Runtime's part: \`node ${installScript()} --onnxruntime-node-install\``
        : "it is to be had on Linux x64 alone; webgpu runs on the same cards";
    case "webgpu":
      if (platform === "linux arm64") return "it is not to be had on Linux with ARM: set it to cpu";
      return platform.startsWith("linux")
        ? "install a Vulkan driver for the GPU, e.g. the package mesa-vulkan-drivers or NVIDIA's driver; `vulkaninfo` shows what is found"
        : "update the GPU's driver";
    case "coreml":
      return "it is to be had on macOS alone: set it to another";
    case "dml":
      return "it is to be had on Windows alone: set it to another";
  }
}

/** What fetches those of ONNX Runtime's libraries that its package does not hold, from where one is. */
function installScript(): string {
  const { resolve } = createRequire(import.meta.url);
  const path = join(dirname(resolve("onnxruntime-node/package.json")), "script", "install.js");
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
