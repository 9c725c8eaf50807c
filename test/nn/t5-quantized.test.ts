import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForSeq2SeqLM, AutoTokenizer, env, type Tensor } from "@huggingface/transformers";
import { afterAll, expect, it } from "vitest";
import { readT5Config } from "../../src/nn/t5/config.ts";
import { readT5Folder, rewriteT5Folder } from "../../src/nn/t5/folder.ts";
import { tokenizerFiles } from "../../src/tokenizers/files.ts";

env.allowRemoteModels = false;

const parent = mkdtempSync(join(tmpdir(), "pstar-t5-quantized-"));
afterAll(() => rmSync(parent, { recursive: true }));

const from = new URL("../../models/newswire-summarizer", import.meta.url).pathname;
const articles = [
  "Shares in Holloway Energy rose 4 per cent on Tuesday after the company said that its profits had doubled.",
  "Police in Leeds are looking for two men who broke into a shop on Friday night and took 300 pounds.",
  "The council of Ashford voted on Monday to build 120 homes on the site of the old railway works.",
];

it("a T5 in 8 bits writes nearly what it writes in 32, in a third of the room", async () => {
  const folder = join(parent, "t5");
  const configJson = JSON.parse(readFileSync(join(from, "config.json"), "utf8"));
  const { weights } = readT5Folder(from, configJson);
  const { config } = readT5Config(configJson, from);
  rewriteT5Folder(folder, { config, weights }, configJson, { from, onnx: ["fp32", "q8"] });
  expect(tokenizerFiles(folder).length).toBeGreaterThan(0);
  for (const name of ["encoder_model", "decoder_model_merged"]) {
    const size = (ending: string) => statSync(join(folder, "onnx", `${name}${ending}.onnx`)).size;
    expect(size("_quantized") / size("")).toBeLessThan(1 / 3);
  }
  env.localModelPath = parent;
  const tokenizer = await AutoTokenizer.from_pretrained("t5");
  const written = async (dtype: "fp32" | "q8") => {
    const model = await AutoModelForSeq2SeqLM.from_pretrained("t5", { dtype });
    const inputs = tokenizer(articles, { padding: true });
    const output = (await model.generate({ ...inputs, max_new_tokens: 24 })) as Tensor;
    await model.dispose();
    return (output.tolist() as bigint[][]).map((row) => row.map(Number));
  };
  const [whole, quantized] = [await written("fp32"), await written("q8")];
  const tokens = whole.flatMap((row, i) => row.map((token, at) => token === quantized[i]![at]));
  expect(new Set(whole.map(String)).size).toBe(articles.length);
  expect(tokens.filter(Boolean).length / tokens.length).toBeGreaterThan(0.6);
});
