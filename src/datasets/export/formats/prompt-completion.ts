import { z } from "zod";
import type { Prompt } from "../../record.ts";
import { answer, completionOf, openChat, promptOf, text } from "../conversation.ts";
import type { ExportFormat } from "../format.ts";
import { loading, trl } from "../usage.ts";

const texts = z.strictObject({ prompt: text, completion: text });
const chats = z.strictObject({ prompt: openChat, completion: answer });

/** https://huggingface.co/docs/trl/dataset_formats#prompt-completion, standard and conversational. */
export const promptCompletion: ExportFormat = {
  name: "trl-prompt-completion",
  description:
    "TRL prompt–completion, {prompt, completion}; chats as message lists. Only the answer is learnt.",
  files: ["jsonl", "parquet"],
  per: "candidate",
  leastRows: 1,
  columns: (isChat) =>
    isChat ? { prompt: "messages", completion: "messages" } : { prompt: "text", completion: "text" },
  rows: (input, options) =>
    input.candidates
      .filter(({ kept }) => kept)
      .map((candidate) => ({
        row: {
          prompt: promptOf(input, options),
          completion: completionOf(candidate.output, options.isChat),
        },
        candidates: [candidate],
      })),
  schema: (isChat) => (isChat ? chats : texts),
  prompt: (row) => row.prompt as Prompt,
  usage: (files) => `${loading(files)}\n\n${trl("SFTTrainer", files)}`,
};
