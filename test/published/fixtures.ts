import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { PstarError } from "../../src/errors.ts";
import type { Source } from "../../src/published/source.ts";
import type { ChatMessage } from "../../src/published/text-model.ts";

/** Where scripts/peers/published.py wrote its models. */
export const fixtures = fileURLToPath(new URL("../fixtures/published", import.meta.url));

export const here = { folder: fixtures, threads: 1 };

export const sourceOf = (model: string, more: Partial<Source> = {}): Source => ({
  model,
  dtype: "fp32",
  device: "cpu",
  ...more,
});

/** What PyTorch made of a model. */
export function expected<T>(model: string): T {
  return JSON.parse(readFileSync(join(fixtures, model, "expected.json"), "utf8")) as T;
}

export interface ExpectedAnswer {
  readonly tokens: readonly number[];
  readonly logProbabilities: readonly number[];
  readonly finishReason: string;
  readonly text: string;
}

/** PyTorch's numbers of both language models, in one form. */
export interface ExpectedTexts {
  readonly chats: readonly (readonly ChatMessage[])[];
  readonly prompts: readonly number[][];
  readonly greedy: readonly ExpectedAnswer[];
  readonly answers: readonly string[];
  readonly likelihoods: readonly number[][];
}

export function expectedTexts(model: "llama" | "t5"): ExpectedTexts {
  if (model === "llama") return expected<ExpectedTexts>(model);
  const { texts, inputs, ...rest } = expected<{ texts: string[]; inputs: number[][] } & ExpectedTexts>(model);
  return { ...rest, prompts: inputs, chats: texts.map((content) => [{ role: "user", content }]) };
}

/** A copy of a model's folder that a test may spoil. */
export function copyOf(model: string): string {
  const folder = mkdtempSync(join(tmpdir(), "pstar published-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(fixtures, model), folder, { recursive: true });
  return folder;
}

/** The refusal that `work` ends with. */
export async function refusalOf(work: () => unknown): Promise<PstarError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof PstarError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

export const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);
