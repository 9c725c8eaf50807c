import { axolotl } from "./axolotl.ts";
import { llamaFactory } from "./llama-factory.ts";
import type { Recipe } from "./recipe.ts";
import { torchtune } from "./torchtune.ts";
import { trl } from "./trl.ts";

export { publishedModel } from "./model.ts";
export { type RecipeChoices, type RecipeSettings, settingsOf } from "./settings.ts";
export { checkFolder, writeRecipe } from "./write.ts";
export type { Recipe };

/** Every trainer that a recipe can be written for. */
export const recipes: readonly Recipe[] = [trl, axolotl, llamaFactory, torchtune];
