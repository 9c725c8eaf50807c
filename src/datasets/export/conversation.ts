import { z } from "zod";
import { PstarError } from "../../errors.ts";
import type { CuratedInput } from "../curated.ts";
import type { Message, Prompt } from "../record.ts";
import type { RowOptions, TrainingMessage, TrainingRow } from "./format.ts";

/** Any text that UTF-8 can hold. */
export const text = z.string().refine((value) => value.isWellFormed(), {
  error: "a text that is not valid Unicode (half a surrogate pair)",
});

const roles = ["system", "developer", "user", "assistant", "tool"] as const;

/** A turn as chat templates take it. */
export const message = z.strictObject({
  role: z.enum(roles, { error: `a role other than ${roles.join(", ")}` }),
  content: text,
});

/** A chat that an answer goes on: it ends with a turn that is not the model's. */
export const openChat = z.array(message).refine(isOpen, {
  error: "a chat that does not end with a turn of the user or a tool",
});

/** A chat with its answer. */
export const answeredChat = z.array(message).refine(isAnswered, {
  error: "a chat that is not a turn of the user or a tool followed by one answer",
});

/** The answer alone. */
export const answer = z.tuple([message.extend({ role: z.literal("assistant") })]);

export function isOpen(messages: readonly Message[]): boolean {
  const last = messages.at(-1)?.role;
  return last === "user" || last === "tool";
}

export function isAnswered(messages: readonly Message[]): boolean {
  return messages.at(-1)?.role === "assistant" && isOpen(messages.slice(0, -1));
}

/** The input as a chat; its own system prompt goes before `system`. */
export function chatOf(input: Prompt, system: string | undefined): readonly Message[] {
  const chat = typeof input === "string" ? [{ role: "user", content: input }] : input;
  const hasOwn = chat.some(({ role }) => role === "system" || role === "developer");
  return system === undefined || hasOwn ? chat : [{ role: "system", content: system }, ...chat];
}

export function answerOf(output: string): Message {
  return { role: "assistant", content: output };
}

/**
 * The input in the variant that the whole file is of.
 * @throws PstarError on a chat among texts
 */
export function promptOf({ id, input }: CuratedInput, { system, isChat }: RowOptions): Prompt {
  if (isChat) return chatOf(input, system);
  if (typeof input === "string") return input;
  throw new PstarError("a chat, but the inputs before it are texts, and one file holds one kind only", {
    where: `input ${id}`,
    remedy: "give a system prompt, which makes chats of all, or export as `messages`",
  });
}

/** What one candidate completes, in either variant. */
export function completionOf(output: string, isChat: boolean): string | readonly Message[] {
  return isChat ? [answerOf(output)] : output;
}

/** Chat without its answer, from a row whose column `messages` holds both. */
export function promptOfMessages(row: TrainingRow): Prompt {
  return (row.messages as readonly TrainingMessage[])
    .slice(0, -1)
    .map(({ role, content }) => ({ role, content }));
}
