import { spawn } from "node:child_process";
import { basename } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { moduleBeside } from "../modules.ts";
import type { ProbeResult } from "../onnx/provider-probe.ts";
import { type Provider, providerRemedy, providers } from "../onnx/providers.ts";

/** Whether a provider trains models on this machine; if not, why and what to do. */
export type ProviderState =
  | { readonly name: Provider; readonly works: true }
  | { readonly name: Provider; readonly works: false; readonly why: string; readonly remedy: string };

/** Milliseconds: software in a graphics card's place compiles its shaders for some. */
const patience = 120_000;

/** ‖a − b‖ / ‖b‖ of a gradient: a card that multiplies in TensorFloat-32 has 10 bits of mantissa. */
const largestError = 0.01;

/** Has the loss and the gradients of a small model computed by a provider, in a process of its own that a broken driver may end. */
export async function tryProvider(name: Provider): Promise<ProviderState> {
  const script = fileURLToPath(moduleBeside(import.meta.url, "../onnx/provider-probe"));
  const child = spawn(process.execPath, [script, name], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: patience,
    killSignal: "SIGKILL",
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("exit", (code, signal) => resolve(`the process that tried it ended with ${signal ?? code}`));
  });
  const [said, noise, end] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const fails = (why: string, remedy = providerRemedy(name)): ProviderState => ({
    ...{ name, works: false, why, remedy },
  });
  const result = resultIn(said);
  if (result === undefined) return fails(`${name}: ${end}`);
  if ("why" in result) {
    const [, library] = /(\S+): cannot open shared object file/.exec(noise) ?? [];
    return fails(library === undefined ? result.why : `${name}: there is no ${basename(library)}`);
  }
  const { error } = result;
  if (error !== null && error <= largestError) return { name, works: true };
  const what =
    error === null
      ? "its gradients are no numbers"
      : `its gradients differ from the CPU's by ${(100 * error).toPrecision(2)} %`;
  return fails(`${name}: ${what}`, "update its driver, or train on another");
}

/** All providers, each tried. */
export const tryProviders = (): Promise<ProviderState[]> => Promise.all(providers.map(tryProvider));

function resultIn(said: string): ProbeResult | undefined {
  try {
    return JSON.parse(said.trim().split("\n").at(-1)!) as ProbeResult;
  } catch {
    return undefined;
  }
}
