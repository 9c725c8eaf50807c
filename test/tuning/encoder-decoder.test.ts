import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AutoModelForSeq2SeqLM, AutoTokenizer, env } from "@huggingface/transformers";
import { describe, expect, it } from "vitest";
import { readLayout, readSafetensors } from "../../src/nn/safetensors/index.ts";
import { pstar } from "../cli/child.ts";
import { formats, lines, questions } from "./tiny-base.ts";
import { tuningFolder } from "./tuning-folder.ts";

env.allowRemoteModels = false;

/** What a folder's model answers in Transformers.js, greedily. */
async function answers(folder: string): Promise<string[]> {
  const options = { local_files_only: true } as const;
  const tokenizer = await AutoTokenizer.from_pretrained(folder, options);
  const model = await AutoModelForSeq2SeqLM.from_pretrained(folder, { ...options, dtype: "fp32" });
  const found: string[] = [];
  for (const [question] of questions) {
    const output = await model.generate({
      ...(tokenizer(`${question}\n`) as object),
      ...{ max_new_tokens: 60, do_sample: false },
    });
    const rows = (output as { tolist(): bigint[][] }).tolist();
    found.push(tokenizer.decode(rows[0]!.map(Number), { skip_special_tokens: true }));
  }
  await model.dispose();
  return found;
}

describe("an encoder–decoder that is tuned", { timeout: 60_000 }, () => {
  it("answers word for word, in the tensors and types of its base", async () => {
    const keys = "write: [merged, onnx]";
    const folder = tuningFolder({ family: "t5", dtype: "BF16", rows: formats.text, keys });
    expect(pstar(["train", "t.yaml"], folder).code).toBe(0);
    // Its tokenizer writes an ellipsis as three points.
    const learnt = questions.map(([, answer]) => answer.normalize("NFKC"));
    expect(await answers(join(folder, "tuned"))).toEqual(learnt);
    expect([...readLayout(join(folder, "tuned"))]).toEqual([...readLayout(join(folder, "base"))]);
  });

  it("learns from pairs by adapters, of its output layer too where that is its own", () => {
    const pairs = questions.map(([q, chosen]) => ({ prompt: `${q}\n`, chosen, rejected: "I can't say." }));
    const folder = tuningFolder({
      ...{ family: "t5", rows: lines(pairs) },
      keys: "objective: { kind: dpo }\nmethod: { kind: lora, layers: [all, lm_head] }\nwrite: [merged, adapter]",
      training: "steps: 20, batchSize: 4, learningRate: 0.005, warmupSteps: 2, threads: 1",
    });
    const { losses, lessons } = JSON.parse(pstar(["train", "t.yaml", "--json"], folder).stdout);
    expect(losses[0]).toBeCloseTo(Math.LN2, 5);
    expect(losses.at(-1)).toBeLessThan(0.5);
    expect(lessons.train).toMatchObject({ lessons: 8, dropped: 0 });
    const adapter = readSafetensors(join(folder, "tuned", "adapter", "adapter_model.safetensors")).tensors;
    expect(adapter.get("base_model.model.lm_head.lora_B.weight")!.values.some((value) => value !== 0)).toBe(
      true,
    );
    expect(readFileSync(join(folder, "tuned", "README.md"), "utf8")).toContain("text2text-generation");
  });
});
