import { stringify } from "yaml";
import { z } from "zod";
import { answerOf, chatOf, isAnswered, message, promptOfMessages } from "../conversation.ts";
import type { ExportFormat, SplitPaths } from "../format.ts";
import { code } from "../usage.ts";

const row = z.strictObject({
  messages: z
    .array(message.extend({ training: z.boolean() }))
    .refine(isAnswered, { error: "a chat that is not a turn of the user or a tool followed by one answer" })
    .refine((turns) => turns.every(({ training }, i) => training === (i === turns.length - 1)), {
      error: "a mark `training` anywhere but on the last answer alone",
    }),
});

/**
 * Axolotl's `chat_template`: each turn says with `training` whether it is learnt from, so that earlier answers of a chat,
 * which nobody checked, are not. https://docs.axolotl.ai/docs/dataset-formats/conversation.html#chat_template
 */
export const axolotl: ExportFormat = {
  name: "axolotl",
  description: "Axolotl chat_template, {messages}, with axolotl.yaml to paste; only the answer is learnt.",
  files: ["jsonl", "parquet"],
  per: "candidate",
  leastRows: 1,
  columns: () => ({ messages: "marked-messages" }),
  rows: ({ input, candidates }, { system }) => {
    const asked = chatOf(input, system).map((turn) => ({ ...turn, training: false }));
    return candidates
      .filter(({ kept }) => kept)
      .map((candidate) => ({
        row: { messages: [...asked, { ...answerOf(candidate.output), training: true }] },
        candidates: [candidate],
      }));
  },
  schema: () => row,
  prompt: promptOfMessages,
  usage: () =>
    `Paste \`axolotl.yaml\` into your configuration, then:\n\n${code("sh", "axolotl train config.yaml")}`,
  extras: (files, folderName) => ({ "axolotl.yaml": snippet(files, folderName) }),
};

function snippet({ train, validation }: SplitPaths, folderName: string): string {
  const dataset = (file: string): object => ({
    path: `${folderName}/${file}`,
    ds_type: file.endsWith(".parquet") ? "parquet" : "json",
    split: "train",
    type: "chat_template",
    field_messages: "messages",
    message_property_mappings: { role: "role", content: "content" },
    message_field_training: "training",
    roles_to_train: ["assistant"],
    train_on_eos: "turn",
  });
  const datasets = {
    datasets: [dataset(train)],
    ...(validation === null ? {} : { test_datasets: [dataset(validation)] }),
  };
  const head =
    "# For your Axolotl configuration. Paths are relative to the folder you start it in.\n" +
    "# `chat_template` is the tokenizer's own unless you set another.\n";
  return head + stringify(datasets, { version: "1.1" });
}
