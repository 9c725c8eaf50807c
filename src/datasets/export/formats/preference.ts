import { z } from "zod";
import type { CuratedCandidate } from "../../curated.ts";
import type { Prompt } from "../../record.ts";
import { answer, completionOf, openChat, promptOf, text } from "../conversation.ts";
import type { ExportFormat } from "../format.ts";
import { loading, trl } from "../usage.ts";

const texts = z.strictObject({ prompt: text, chosen: text, rejected: text });
const chats = z.strictObject({ prompt: openChat, chosen: answer, rejected: answer });

/** https://huggingface.co/docs/trl/dataset_formats#preference with explicit prompt, standard and conversational. */
export const preference: ExportFormat = {
  name: "preference",
  description: "Preference pairs, {prompt, chosen, rejected}: an input's best kept candidate and its worst.",
  files: ["jsonl", "parquet"],
  per: "input",
  leastRows: 1,
  columns: (isChat) => {
    const type = isChat ? "messages" : "text";
    return { prompt: type, chosen: type, rejected: type };
  },
  rows: (input, options) => {
    const pair = pairOf(input.candidates);
    if (typeof pair === "string") return [{ reason: pair }];
    const [chosen, rejected] = pair;
    const row = {
      prompt: promptOf(input, options),
      chosen: completionOf(chosen.output, options.isChat),
      rejected: completionOf(rejected.output, options.isChat),
    };
    return [{ row, candidates: pair }];
  },
  schema: (isChat) => (isChat ? chats : texts),
  prompt: (row) => row.prompt as Prompt,
  usage: (files) => `${loading(files)}\n\n${trl("DPOTrainer", files)}`,
};

/**
 * The best-scored kept candidate, and the worst-scored of all whose score is strictly lower and whose text is another;
 * equal scores by id. Else what is missing.
 */
function pairOf(
  candidates: readonly CuratedCandidate[],
): readonly [chosen: CuratedCandidate, rejected: CuratedCandidate] | string {
  const ranked = candidates.filter(({ score }) => !Number.isNaN(score)).sort(byScoreThenId);
  const top = ranked.findLast(({ kept }) => kept)?.score;
  if (top === undefined) {
    return candidates.some(({ kept }) => kept) ? "no score of what was kept" : "no candidate kept";
  }
  const lower = ranked.filter(({ score }) => score < top);
  if (lower.length === 0) return "no candidate of a lower score";
  for (const chosen of ranked.filter(({ kept, score }) => kept && score === top)) {
    const rejected = lower.find(({ output }) => output !== chosen.output);
    if (rejected !== undefined) return [chosen, rejected];
  }
  return "no other text among those of a lower score";
}

function byScoreThenId(a: CuratedCandidate, b: CuratedCandidate): number {
  if (a.score !== b.score) return a.score < b.score ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
