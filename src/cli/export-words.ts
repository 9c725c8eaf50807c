import type { SelectionExport } from "../pipeline/index.ts";
import type { CurateFlags } from "./curate.ts";

/** What flags say of an export in words: its card, the system message before its texts, and how it was typed. */
export function exportWords({
  system,
  title,
  license,
  language = [],
  generator = [],
  prompt = [],
}: CurateFlags): Pick<SelectionExport, "system" | "card" | "command"> {
  return {
    ...(system !== undefined && { system }),
    card: {
      title,
      license,
      language: [...language],
      generators: [...generator],
      prompts: [...prompt],
    },
    command: ["pstar", ...process.argv.slice(2)].join(" "),
  };
}
