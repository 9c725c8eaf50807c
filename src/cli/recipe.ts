import { join, resolve } from "node:path";
import { PstarError } from "../errors.ts";
import { exportSelection } from "../pipeline/index.ts";
import {
  checkFolder,
  publishedModel,
  type Recipe,
  recipes,
  settingsOf,
  writeRecipe,
} from "../recipes/index.ts";
import { openStore, readKept, type Store } from "../store/index.ts";
import { jsonText } from "../visible.ts";
import type { CurateFlags } from "./curate.ts";
import { exportSection } from "./curation-report.ts";
import { existingDatabase } from "./database.ts";
import { exportWords } from "./export-words.ts";
import { requireMeaning } from "./flag-meaning.ts";
import type { RecipeFlags } from "./recipe-flags.ts";
import type { Page } from "./reports.ts";
import { print } from "./run.ts";
import { selectionId } from "./selection-id.ts";
import { terminalWidth } from "./table.ts";
import { named } from "./typed.ts";

const own = [
  ...(["recipe", "model", "gpus", "loraRank", "learningRate", "epochs"] as const),
  ...(["batchPerGpu", "effectiveBatch", "length", "packing", "bf16"] as const),
];

/** An export's flags where no recipe is asked for. @throws PstarError (exit code 2) where one means something for a recipe only */
export function withoutRecipe(flags: CurateFlags & RecipeFlags): CurateFlags {
  // `--no-bf16` is what is said; that the flag is there says nothing.
  const stray = own.find((flag) => (flag === "bf16" ? flags.bf16 === false : flags[flag] !== undefined));
  if (stray === undefined) {
    const { bf16: _, ...rest } = flags;
    return rest;
  }
  const flag = stray === "bf16" ? "--no-bf16" : named(stray);
  throw new PstarError(`${flag} means nothing without --recipe`, { exitCode: 2, remedy: "leave it out" });
}

/** `pstar export SELECTION --recipe TRAINER`: the data, the trainer's configuration, and what to type. */
export async function exportRecipe(what: string, flags: CurateFlags & RecipeFlags): Promise<void> {
  const recipe = recipes.find(({ name }) => name === flags.recipe)!;
  const { out, model } = flags;
  if (out === undefined || model === undefined) {
    throw new PstarError("where to, and for which model?", { exitCode: 2, remedy: "give --out and --model" });
  }
  if (!/^s\d+$/.test(what)) {
    throw new PstarError("a recipe is written for a selection", {
      exitCode: 2,
      where: what,
      remedy: "give its id, such as s12, as `pstar estimate` and `pstar select` show it",
    });
  }
  const rest = Object.fromEntries(
    Object.entries(flags).filter(([name]) => !(own as readonly string[]).includes(name)),
  );
  requireMeaning(rest, "a selection that is there already", what);
  if (flags.file === "parquet") {
    throw new PstarError("recipes read JSONL", { exitCode: 2, remedy: "leave --file out" });
  }
  const method = methodOf(recipe, flags.format);
  const store = openStore(existingDatabase(flags.db));
  try {
    const selection = selectionId(what);
    const { validation = 0, system, seed = 1 } = flags;
    const folder = resolve(out);
    const choices = { ...flags, model: publishedModel(model), method, seed };
    const isChat = system !== undefined || isOfChats(store, selection);
    // Before anything is written.
    const planned = { train: "", validation: null, rows: 1, isChat };
    const settled = settingsOf(choices, planned);
    const problem = recipe.problem?.(settled);
    if (problem !== undefined) {
      throw new PstarError(problem, {
        exitCode: 2,
        where: `--recipe ${recipe.name}`,
        remedy: others(recipe),
      });
    }
    checkFolder(folder);
    const exported = await exportSelection(store, selection, {
      ...{ format: recipe.formats[method], file: "jsonl", validation, seed },
      ...exportWords(flags),
      folder: join(folder, "data"),
    });
    const fileOf = (split: string) => exported.data.find((one) => one.split === split);
    const train = fileOf("train")!;
    const validated = fileOf("validation");
    const settings = settingsOf(choices, {
      train: `data/${train.path}`,
      validation: validated === undefined ? null : `data/${validated.path}`,
      rows: train.rows,
      isChat,
    });
    const written = writeRecipe(folder, recipe, settings, backOf(what));
    if (flags.json) return print(jsonText({ ...written, exported }));
    const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
    print(exportSection(exported, page));
    print(`\nFor ${recipe.title} ${recipe.version}, in ${out}: ${written.files.join(", ")}. There, type:`);
    print([...written.install, ...written.train].map((line) => `  ${line}`).join("\n"));
  } finally {
    store.close();
  }
}

/** What is learnt from is what `--format` says: pairs, or answers. */
function methodOf({ name, formats }: Recipe, format: string | undefined): "sft" | "dpo" {
  if (format === undefined || format === formats.sft) return "sft";
  if (format === formats.dpo) return "dpo";
  throw new PstarError(`the recipe ${name} does not read the format ${format}`, {
    exitCode: 2,
    remedy: `leave --format out, or give ${formats.dpo} for DPO`,
  });
}

const others = ({ name }: Recipe): string =>
  `change that, or choose ${recipes.flatMap((one) => (one.name === name ? [] : [one.name])).join(", ")}`;

function isOfChats(store: Store, selection: number): boolean {
  for (const { example } of readKept(store, selection)) return example.format === "chat";
  return false;
}

const backOf = (selection: string): string[] => [
  "pstar evaluate PIPELINE.yaml --write-inputs inputs.jsonl",
  `pstar evaluate PIPELINE.yaml --predictions answers.jsonl --selection ${selection}`,
  "# or, where a server answers for it:",
  `pstar evaluate PIPELINE.yaml --endpoint http://localhost:8000/v1 --model output --selection ${selection}`,
];
