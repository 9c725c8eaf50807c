import { z } from "zod";
import type { Message, Prompt } from "../../record.ts";
import { chatOf, text } from "../conversation.ts";
import type { ExportFormat } from "../format.ts";
import { loading } from "../usage.ts";

const row = z.strictObject({
  instruction: text.refine((value) => value !== "", { error: "an empty instruction" }),
  input: text,
  output: text,
});

/**
 * Stanford Alpaca's columns, https://github.com/tatsu-lab/stanford_alpaca#data-release. The input is the instruction;
 * under a system prompt that one is, and the input is its input.
 */
export const alpaca: ExportFormat = {
  name: "alpaca",
  description: "Alpaca, {instruction, input, output}; single questions only.",
  files: ["jsonl", "parquet"],
  per: "candidate",
  leastRows: 1,
  columns: () => ({ instruction: "text", input: "text", output: "text" }),
  rows: ({ input, candidates }, { system }) => {
    const question = questionOf(chatOf(input, system));
    return candidates
      .filter(({ kept }) => kept)
      .map((candidate) =>
        typeof question === "string"
          ? { reason: question }
          : { row: { ...question, output: candidate.output }, candidates: [candidate] },
      );
  },
  schema: () => row,
  prompt: ({ instruction, input }) => (input === "" ? instruction : input) as Prompt,
  usage: loading,
};

function questionOf(chat: readonly Message[]): { instruction: string; input: string } | string {
  const [first, second] = chat;
  if (chat.length === 1 && first.role === "user") return { instruction: first.content, input: "" };
  if (chat.length !== 2 || first.role !== "system" || second.role !== "user") {
    return "a chat of several turns, which Alpaca has no columns for";
  }
  if (second.content === "") return "an empty question under a system prompt";
  return first.content === ""
    ? { instruction: second.content, input: "" }
    : { instruction: first.content, input: second.content };
}
