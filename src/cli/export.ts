import { resolve } from "node:path";
import { PstarError } from "../errors.ts";
import { exportSelection } from "../pipeline/index.ts";
import { openStore } from "../store/index.ts";
import { jsonText } from "../visible.ts";
import { type CurateFlags, curate } from "./curate.ts";
import { exportSection } from "./curation-report.ts";
import { existingDatabase } from "./database.ts";
import { exportWords } from "./export-words.ts";
import { requireMeaning } from "./flag-meaning.ts";
import { exportRecipe, withoutRecipe } from "./recipe.ts";
import type { RecipeFlags } from "./recipe-flags.ts";
import type { Page } from "./reports.ts";
import { print } from "./run.ts";
import { selectionId } from "./selection-id.ts";
import { terminalWidth } from "./table.ts";

/** `pstar export WHAT`: a selection by its id, or a curation file, or a file of data with flags that say what to keep. */
export async function exportRows(what: string, given: CurateFlags & RecipeFlags): Promise<void> {
  if (given.recipe !== undefined) return exportRecipe(what, given);
  const flags = withoutRecipe(given);
  if (!/^s\d+$/.test(what)) return curate(what, "export", flags, ["select", "export"]);
  requireMeaning(flags, "a selection that is there already", what);
  const { out, format, file = "jsonl", validation = 0, seed = 1 } = flags;
  if (out === undefined || format === undefined) {
    throw new PstarError("where to, and in which format?", {
      exitCode: 2,
      remedy: "give --out and --format",
    });
  }
  const store = openStore(existingDatabase(flags.db));
  try {
    const exported = await exportSelection(store, selectionId(what), {
      ...{ format, file, validation, seed },
      ...exportWords(flags),
      folder: resolve(out),
    });
    const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
    print(flags.json ? jsonText(exported) : exportSection(exported, page));
  } finally {
    store.close();
  }
}
