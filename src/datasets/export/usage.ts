import type { SplitPaths } from "./format.ts";

/** How to load the data, as Markdown. */
export function loading({ train, validation }: SplitPaths): string {
  const kind = train.endsWith(".parquet") ? "parquet" : "json";
  const files = validation === null ? `"${train}"` : `{"train": "${train}", "validation": "${validation}"}`;
  return code(
    "python",
    "from datasets import load_dataset",
    "",
    `data = load_dataset("${kind}", data_files=${files})`,
  );
}

/** How a trainer of TRL takes them. */
export function trl(trainer: "SFTTrainer" | "DPOTrainer", { validation }: SplitPaths): string {
  const evaluation = validation === null ? "" : ', eval_dataset=data["validation"]';
  return code(
    "python",
    `from trl import ${trainer}`,
    "",
    `${trainer}(model="your/model", train_dataset=data["train"]${evaluation}).train()`,
  );
}

export function code(language: string, ...lines: readonly string[]): string {
  return `\`\`\`${language}\n${lines.join("\n")}\n\`\`\``;
}
