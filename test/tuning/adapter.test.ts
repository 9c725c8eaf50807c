import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { adapterParameters } from "../../src/nn/lora/network.ts";
import { initialWeights } from "../../src/nn/parameters.ts";
import { loraOptions } from "../../src/training/lora.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { openBase } from "../../src/tuning/base.ts";
import { prepareJob } from "../../src/tuning/prepare.ts";
import { writeTuned } from "../../src/tuning/write.ts";
import { temporaryFolder } from "../cli/child.ts";
import { makeBase } from "./tiny-base.ts";

/** What the adapter of a model in a folder says of its base. */
async function namedBase(folder: string, config: object, prepare = (_: string) => {}): Promise<string> {
  const out = temporaryFolder();
  prepare(makeBase(folder, "qwen2", "F32", config));
  const base = await openBase(folder);
  const lora = loraOptions.parse({});
  const training = { ...trainingOptions.parse({}), epochs: 1 };
  const splits = { train: [{ given: [1], learnt: [2] }] };
  const job = prepareJob(base, splits, { name: "tiny", length: 8, seed: 1, training, lora });
  if (!("causal" in job)) throw new Error("Qwen is decoder-only");
  const adapter = initialWeights(adapterParameters({ causal: job.causal, lora }), 1);
  writeTuned(out, base, job, adapter, ["adapter"]);
  return JSON.parse(readFileSync(join(out, "adapter_config.json"), "utf8")).base_model_name_or_path;
}

it("names its base by the hub where the folder is that model, else by the folder", async () => {
  const within = temporaryFolder();
  const named = join(within, "tiny-qwen");
  const hub = { _name_or_path: "someone/tiny-qwen" };
  expect(await namedBase(named, hub)).toBe("someone/tiny-qwen");
  // As models that are made from others say of what they were made from.
  expect(await namedBase(named, { _name_or_path: "someone/qwen" })).toBe(named);
  expect(await namedBase(named, { _name_or_path: "/models/tiny-qwen" })).toBe(named);
  expect(await namedBase(named, {})).toBe(named);
  expect(await namedBase(named, hub, (path) => writeFileSync(join(path, "pstar.json"), "{}"))).toBe(named);
});
