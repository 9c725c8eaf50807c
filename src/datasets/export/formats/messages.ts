import { z } from "zod";
import { answeredChat, answerOf, chatOf, promptOfMessages } from "../conversation.ts";
import type { ExportFormat } from "../format.ts";
import { loading, trl } from "../usage.ts";

const row = z.strictObject({ messages: answeredChat });

/** https://huggingface.co/docs/trl/dataset_formats#language-modeling, conversational. */
export const messages: ExportFormat = {
  name: "messages",
  description: "TRL conversational, {messages}; learns from every turn unless told otherwise.",
  files: ["jsonl", "parquet"],
  per: "candidate",
  leastRows: 1,
  columns: () => ({ messages: "messages" }),
  rows: ({ input, candidates }, { system }) =>
    candidates
      .filter(({ kept }) => kept)
      .map((candidate) => ({
        row: { messages: [...chatOf(input, system), answerOf(candidate.output)] },
        candidates: [candidate],
      })),
  schema: () => row,
  prompt: promptOfMessages,
  usage: (files) =>
    `${loading(files)}\n\n${trl("SFTTrainer", files)}\n\nSFTTrainer learns from every turn of \`messages\`, the question's too; \`SFTConfig(assistant_only_loss=True)\` keeps it to the answers.`,
};
