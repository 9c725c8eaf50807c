/**
 * What a folder that `pstar train` wrote (with `onnx` under `write`) answers, in Transformers.js:
 *
 *   npx node examples/answers.mjs FOLDER < inputs.jsonl > answers.jsonl
 *
 * The inputs are those of `pstar evaluate … --write-inputs`, the answers those that `--predictions` takes.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { env, pipeline } from "@huggingface/transformers";

const folder = resolve(process.argv[2] ?? ".");
const { is_encoder_decoder: isT5 } = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
env.allowRemoteModels = false;
env.localModelPath = `${dirname(folder)}/`;
const model = await pipeline(isT5 ? "text2text-generation" : "text-generation", folder, { dtype: "fp32" });
// Newer folders keep it in a file of its own, which the library does not read.
const template = join(folder, "chat_template.jinja");
if (existsSync(template)) model.tokenizer.chat_template ??= readFileSync(template, "utf8");

// One at a time: of several, the library lets those that have ended talk on until the last one has.
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { id, input } = JSON.parse(line);
  const asked = isT5 ? input : [{ role: "user", content: input }];
  const [{ generated_text: said }] = await model(asked, { max_new_tokens: 48 });
  console.log(JSON.stringify({ id, output: (isT5 ? said : said.at(-1).content).trim() }));
}
