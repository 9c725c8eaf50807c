import { hash } from "node:crypto";
import { deriveSeed } from "../../random/seed.ts";
import { type Prompt, promptText } from "../record.ts";

export type Split = "train" | "validation";

export const splits: readonly Split[] = ["train", "validation"];

/**
 * The side an input falls on: a matter of its text and the seed alone, so that further inputs move none, and equal ones
 * are never parted. A text and a chat of that one question are equal; so are chats that differ in their system prompt.
 *
 * @param validation share of inputs to hold out, in [0, 1)
 */
export function splitOf(prompt: Prompt, seed: number, validation: number): Split {
  if (validation === 0) return "train";
  const place = deriveSeed(seed, "validation", hash("sha256", questionOf(prompt))) / 2 ** 53;
  return place < validation ? "validation" : "train";
}

function questionOf(prompt: Prompt): string {
  if (typeof prompt === "string") return prompt;
  const turns = prompt.filter(({ role }) => role !== "system" && role !== "developer");
  return turns.length === 1
    ? turns[0].content
    : promptText(turns.map(({ role, content }) => ({ role, content })));
}
