import { z } from "zod";
import type { Message } from "./endpoint/request.ts";
import { fillTemplate, templateOf } from "./template.ts";

const template = templateOf(["input"]);

/** How a language model is asked: a pipeline file's `generator.prompt`. */
export const promptOptions = z.strictObject({
  system: template
    .optional()
    .describe("What the model is told before the chat begins; nothing when left out"),
  user: template
    .default("{input}")
    .describe("What it is asked: {input} stands for the task's input, {{ and }} for braces"),
});

export type PromptOptions = z.infer<typeof promptOptions>;

/** The chat that asks for an answer to `input`, which is data: braces in it stay braces. */
export function renderPrompt(
  { system, user }: PromptOptions,
  { input }: { readonly input: string },
): Message[] {
  const asked: Message = { role: "user", content: fillTemplate(user, { input }) };
  return system === undefined
    ? [asked]
    : [{ role: "system", content: fillTemplate(system, { input }) }, asked];
}
