import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { AutoModelForCausalLM, AutoTokenizer, env } from "@huggingface/transformers";
import { describe, expect, it } from "vitest";
import { readSafetensors } from "../../src/nn/safetensors/index.ts";
import { formats, lines, makeBase, questions } from "../tuning/tiny-base.ts";
import { quick, tuningFolder } from "../tuning/tuning-folder.ts";
import { binary, pstar } from "./child.ts";

env.allowRemoteModels = false;

/** Where nothing has to be learnt. */
const short = quick.replace("120", "20");

/** What a folder's model answers in Transformers.js, greedily. */
async function answers(folder: string, prompts: readonly (string | { role: string; content: string }[])[]) {
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const template = join(folder, "chat_template.jinja");
  if (existsSync(template)) tokenizer.chat_template = readFileSync(template, "utf8");
  const model = await AutoModelForCausalLM.from_pretrained(folder, { local_files_only: true, dtype: "fp32" });
  const found: string[] = [];
  for (const prompt of prompts) {
    const inputs =
      typeof prompt === "string"
        ? tokenizer(prompt)
        : tokenizer.apply_chat_template(prompt, { add_generation_prompt: true, return_dict: true });
    const output = await model.generate({ ...(inputs as object), max_new_tokens: 60, do_sample: false });
    const length = (inputs as { input_ids: { dims: number[] } }).input_ids.dims[1]!;
    const written = (output as { slice: (...at: unknown[]) => { tolist(): bigint[][] } }).slice(null, [
      length,
      null,
    ]);
    found.push(tokenizer.decode(written.tolist()[0]!.map(Number), { skip_special_tokens: true }));
  }
  await model.dispose();
  return found;
}

describe("pstar train of a tuning file", { timeout: 120_000 }, () => {
  it("teaches a model eight chats, which it answers word for word in Transformers.js", async () => {
    const folder = tuningFolder({ keys: "write: [merged, onnx]" });
    const ended = pstar(["train", "t.yaml", "--json"], folder);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const { losses, lessons, steps } = JSON.parse(ended.stdout);
    expect(steps).toBe(120);
    expect(losses.at(-1)).toBeLessThan(0.02 * losses[0]);
    expect(lessons.train).toMatchObject({ lessons: 8, cut: 0, dropped: 0 });
    const asked = questions.map(([content]) => [{ role: "user", content }]);
    expect(await answers(join(folder, "tuned"), asked)).toEqual(questions.map(([, answer]) => answer));
    const card = readFileSync(join(folder, "tuned", "README.md"), "utf8");
    expect(card).toMatch(/^---\n[\s\S]*library_name: transformers[\s\S]*---\n/);
    expect(card).toContain("pstar train t.yaml --json");
  });

  it("teaches texts to the same model, from whichever columns they come", async () => {
    const folder = tuningFolder({ rows: formats.text, keys: "write: [merged, onnx]" });
    expect(pstar(["train", "t.yaml"], folder).code).toBe(0);
    const asked = questions.map(([question]) => `${question}\n`);
    expect(await answers(join(folder, "tuned"), asked)).toEqual(questions.map(([, answer]) => answer));
  });

  it("does nothing again that is done, and writes a folder that is gone anew", () => {
    const folder = tuningFolder({ training: short });
    expect(pstar(["train", "t.yaml"], folder).stderr).toMatch(/^✓ .*train: tiny/m);
    const weights = readFileSync(join(folder, "tuned", "model.safetensors"));
    rmSync(join(folder, "tuned"), { recursive: true });
    expect(pstar(["train", "t.yaml"], folder).stderr).toContain(
      "= done before: sources: base … train: tiny (3 stages)",
    );
    expect(readFileSync(join(folder, "tuned", "model.safetensors")).equals(weights)).toBe(true);
  });

  it("keeps names, shapes and types of the base's tensors, and trains on an adapter as on all weights", () => {
    const folder = tuningFolder({
      keys: "method: { kind: lora, rank: 4, alpha: 8, layers: [all] }\nwrite: [merged, adapter]",
      training: short,
    });
    makeBase(join(folder, "base"), "llama3", "BF16");
    expect(pstar(["train", "t.yaml"], folder).code).toBe(0);
    const [before, after] = ["base", "tuned"].map((name) =>
      readFileSync(join(folder, name, "model.safetensors")),
    );
    const header = (file: Buffer) =>
      JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE(0))).toString());
    const { __metadata__: _, ...one } = header(before!);
    const { __metadata__: __, ...other } = header(after!);
    const types = (tensors: Record<string, { dtype: string; shape: number[] }>) =>
      Object.entries(tensors).map(([name, { dtype, shape }]) => [name, dtype, shape]);
    expect(types(other).sort()).toEqual(types(one).sort());
    // In one folder with whole weights transformers would add it to them again.
    expect(existsSync(join(folder, "tuned", "adapter_config.json"))).toBe(false);
    expect(existsSync(join(folder, "tuned", "adapter", "adapter_config.json"))).toBe(true);
    const { tensors } = readSafetensors(join(folder, "tuned", "adapter", "adapter_model.safetensors"));
    expect([...tensors.keys()].every((name) => /lora_[AB]\.weight$/.test(name))).toBe(true);
  });

  it("killed and started again, it writes the bytes of an undisturbed training", async () => {
    const alone = tuningFolder({ training: quick.replace("120", "400") });
    expect(pstar(["train", "t.yaml"], alone).code).toBe(0);
    const folder = tuningFolder({ training: quick.replace("120", "400") });
    const child = spawn(process.execPath, [binary, "train", "t.yaml"], { cwd: folder });
    const runs = join(folder, "runs");
    while (!existsSync(runs) || readdirSync(runs).length < 2) await setTimeout(20);
    await setTimeout(700);
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    expect(code).toBe(130);
    expect(existsSync(join(folder, "tuned"))).toBe(false);
    expect(pstar(["train", "t.yaml"], folder).code).toBe(0);
    const weights = (of: string) => readFileSync(join(of, "tuned", "model.safetensors"));
    expect(weights(folder).equals(weights(alone))).toBe(true);
  });

  it("tells with --dry-run what it will take and leaves nothing behind", () => {
    const folder = tuningFolder();
    const { stdout, code } = pstar(["train", "t.yaml", "--dry-run"], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/rows +8; \d+ tokens, \d+ of them learnt/);
    expect(stdout).toMatch(/trained +[\d,]+ parameters/);
    expect(stdout).toMatch(/memory +about \d+/);
    expect(stdout).toMatch(/time .* an update, measured/);
    expect(readdirSync(folder).sort()).toEqual(["base", "rows.jsonl", "t.yaml"]);
  });

  it("learns to prefer one answer to another from pairs", () => {
    const pairs = questions.map(([prompt, chosen]) => ({
      prompt: `${prompt}\n`,
      chosen,
      rejected: "I can't say.",
    }));
    const folder = tuningFolder({
      rows: lines(pairs),
      keys: "objective: { kind: dpo, beta: 0.1 }",
      training: "steps: 20, batchSize: 4, learningRate: 0.001, warmupSteps: 2, threads: 1",
    });
    const { losses, lessons } = JSON.parse(pstar(["train", "t.yaml", "--json"], folder).stdout);
    // A model that is still its own reference prefers nothing.
    expect(losses[0]).toBeCloseTo(Math.LN2, 5);
    expect(losses.at(-1)).toBeLessThan(0.5);
    expect(lessons.train).toMatchObject({ lessons: 8, dropped: 0 });
    expect(readFileSync(join(folder, "tuned", "README.md"), "utf8")).toContain("beta 0.1");
  });

  it("looks at validation rows, keeps the best weights and ends when patience is spent", () => {
    const folder = tuningFolder({
      keys: "evaluate: { every: 5, patience: 2 }",
    });
    const other = questions.map(([question], i) => ({ prompt: `${question}\n`, completion: `No ${i}.` }));
    writeFileSync(join(folder, "held.jsonl"), lines(other));
    const file = readFileSync(join(folder, "t.yaml"), "utf8");
    writeFileSync(join(folder, "t.yaml"), file.replace("rows.jsonl", "rows.jsonl, validation: held.jsonl"));
    const { steps, evaluations } = JSON.parse(pstar(["train", "t.yaml", "--json"], folder).stdout);
    expect(steps).toBeLessThan(120);
    const best = Math.min(...evaluations.map(({ loss }: { loss: number }) => loss));
    expect(evaluations.at(-3)?.loss).toBe(best);
    expect(readFileSync(join(folder, "tuned", "README.md"), "utf8")).toContain("validation loss");
  });
});

describe("what a tuning cannot be made of", { timeout: 60_000 }, () => {
  it("is a hostile header: one line, no stack, no model", () => {
    const folder = tuningFolder();
    const header = Buffer.alloc(16);
    header.writeBigUInt64LE(2n ** 63n);
    writeFileSync(join(folder, "base", "model.safetensors"), header);
    const { code, stderr } = pstar(["train", "t.yaml"], folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/not a safetensors file: header of 9223372036854775808 bytes/);
    expect(stderr).not.toContain("    at ");
    expect(existsSync(join(folder, "tuned"))).toBe(false);
  });

  it("is asked of verbs that have nothing to do with it", () => {
    const { code, stderr } = pstar(["verify", "t.yaml"], tuningFolder());
    expect(code).toBe(2);
    expect(stderr).toMatch(/t\.yaml: tunes a model.*`pstar train t\.yaml`/);
  });
});
