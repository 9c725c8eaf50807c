import { tmpdir } from "node:os";
import { PstarError } from "../errors.ts";
import type { Provider } from "../training/options.ts";
import { tryProvider } from "../training/provider.ts";

export { type ProviderState, tryProviders } from "../training/provider.ts";

/** @throws PstarError (exit code 2) where a training on it would fail, or give other results than on the CPU */
export async function requireProvider(provider: Provider): Promise<void> {
  if (provider === "cpu") return;
  // Without it, Vulkan's loader complains on standard error.
  if (provider === "webgpu") process.env.XDG_RUNTIME_DIR ??= tmpdir();
  const state = await tryProvider(provider);
  if (state.works) return;
  const { why, remedy } = state;
  throw new PstarError(why, { exitCode: 2, where: "training.provider", remedy });
}
