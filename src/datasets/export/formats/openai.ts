import { z } from "zod";
import { answerOf, chatOf, isAnswered, message, promptOfMessages, text } from "../conversation.ts";
import type { ExportFormat } from "../format.ts";
import { code } from "../usage.ts";

const roles = ["system", "user", "assistant"] as const;

const turn = message.extend({
  role: z.enum(roles, { error: `a role other than ${roles.join(", ")}` }),
  content: text.refine((content) => content !== "", { error: "a turn without text" }),
  weight: z.union([z.literal(0), z.literal(1)]).optional(),
});

const row = z.strictObject({
  messages: z
    .array(turn)
    .refine(isAnswered, { error: "a chat that is not a turn of the user followed by one answer" })
    .refine((turns) => turns.every(({ role, weight }) => weight === undefined || role === "assistant"), {
      error: "a weight on a turn that is no answer",
    })
    .refine((turns) => turns.at(-1)!.weight !== 0, { error: "a last answer of weight 0" }),
});

/**
 * OpenAI's chat fine-tuning: JSONL, roles system, user and assistant, no empty turn, an answer last, ten examples at
 * least. Earlier answers of a chat get weight 0, since only the last was checked.
 * https://platform.openai.com/docs/guides/supervised-fine-tuning#formatting-your-data
 */
export const openai: ExportFormat = {
  name: "openai",
  description: "OpenAI chat fine-tuning, {messages} under its stricter rules; JSONL only.",
  files: ["jsonl"],
  per: "candidate",
  leastRows: 10,
  columns: () => ({ messages: "weighted-messages" }),
  rows: ({ input, candidates }, { system }) => {
    const asked = chatOf(input, system).map((turn) =>
      turn.role === "assistant" ? { ...turn, weight: 0 as const } : turn,
    );
    return candidates
      .filter(({ kept }) => kept)
      .map((candidate) => ({
        row: { messages: [...asked, answerOf(candidate.output)] },
        candidates: [candidate],
      }));
  },
  schema: () => row,
  prompt: promptOfMessages,
  usage: ({ train, validation }) =>
    code(
      "python",
      "from openai import OpenAI",
      "",
      "client = OpenAI()",
      ...Object.entries({ training: train, validation }).flatMap(([use, file]) =>
        file === null
          ? []
          : [`${use} = client.files.create(file=open("${file}", "rb"), purpose="fine-tune")`],
      ),
      `client.fine_tuning.jobs.create(model="…", training_file=training.id${validation === null ? "" : ", validation_file=validation.id"})`,
    ),
};
