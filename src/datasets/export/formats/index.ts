import type { ExportFormat } from "../format.ts";
import { alpaca } from "./alpaca.ts";
import { axolotl } from "./axolotl.ts";
import { messages } from "./messages.ts";
import { openai } from "./openai.ts";
import { preference } from "./preference.ts";
import { promptCompletion } from "./prompt-completion.ts";

/** Every format a training set can be written in. */
export const exportFormats: readonly ExportFormat[] = [
  promptCompletion,
  messages,
  openai,
  preference,
  alpaca,
  axolotl,
];
