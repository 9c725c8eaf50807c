import { z } from "zod";
import { endpointShape } from "../../endpoint/options.ts";
import { verifierName } from "../name.ts";
import { judgePrompt } from "./prompt.ts";

export const judgeOptions = z
  .strictObject({
    kind: z.literal("judge").describe("The word of a language model behind an OpenAI-compatible endpoint"),
    name: verifierName,
    ...endpointShape,
    prompt: judgePrompt,
    scale: z
      .tuple([z.number(), z.number()])
      .refine(([low, high]) => low < high, "must go from the lowest score to the highest")
      .default([1, 5])
      .describe("The lowest and the highest score it may give"),
    structured: z
      .boolean()
      .default(true)
      .describe(
        "Ask for an answer by JSON schema; when false, the score is looked for in what the judge writes",
      ),
    repeats: z
      .int()
      .positive()
      .max(100)
      .default(1)
      .describe("Times each output is judged; its score is the mean"),
    temperature: z
      .number()
      .nonnegative()
      .optional()
      .describe("How freely it answers: when left out, 0 where an output is judged once, else 0.7"),
    maxTokens: z.int().positive().default(256).describe("Most tokens of a judge's answer"),
  })
  .refine(({ api, structured }) => api === "chat" || !structured, {
    path: ["structured"],
    message: "plain completions follow no schema: set this to false, or api to chat",
  })
  .refine(({ repeats, temperature }) => repeats === 1 || temperature !== 0, {
    path: ["repeats"],
    message: "at temperature 0 a judge says the same again: judge once, or set it higher",
  });

export type JudgeOptions = z.infer<typeof judgeOptions>;

/** The temperature it is asked at. Repeats at 0 would be the same answer time and again. */
export const temperatureOf = ({
  temperature,
  repeats,
}: Pick<JudgeOptions, "temperature" | "repeats">): number => temperature ?? (repeats === 1 ? 0 : 0.7);
