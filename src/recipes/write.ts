import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PstarError } from "../errors.ts";
import { writeWhole } from "../files.ts";
import { readmeOf } from "./readme.ts";
import type { Recipe } from "./recipe.ts";
import type { RecipeSettings } from "./settings.ts";

const MARK = "recipe.json";
/** What a recipe's folder holds beside its files: the data, and what its commands make. */
const others = ["data", "output", "base", "prepared"];

const mark = z.looseObject({ pstarRecipe: z.literal(1), files: z.array(z.string().regex(/^[\w-]+\.\w+$/)) });

/** What came of it. */
export interface WrittenFolder {
  readonly folder: string;
  readonly recipe: string;
  /** Names in the folder. */
  readonly files: readonly string[];
  readonly install: readonly string[];
  readonly train: readonly string[];
}

/** @throws PstarError (exit code 2) where a folder holds anything but a former recipe, with its data and what it made */
export function checkFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const known = new Set([...others, MARK, ...formerFiles(folder)]);
  const foreign = readdirSync(folder).find((name) => !known.has(name));
  if (foreign === undefined) return;
  throw new PstarError(`holds \`${foreign}\`, which is no part of a recipe`, {
    exitCode: 2,
    where: folder,
    remedy: "name another folder, or empty this one",
  });
}

/**
 * Writes a trainer's configuration beside the data that is in `folder`/data, with a README of what to type; takes the place of
 * a former recipe.
 *
 * @param back the commands by which predictions come back, for the README
 */
export function writeRecipe(
  folder: string,
  recipe: Recipe,
  settings: RecipeSettings,
  back: readonly string[],
): WrittenFolder {
  const written = recipe.write(settings);
  const { install, train } = written;
  const files = { ...written.files, "README.md": readmeOf(recipe, settings, written, back) };
  const names = Object.keys(files);
  mkdirSync(folder, { recursive: true });
  for (const name of formerFiles(folder))
    if (!names.includes(name)) rmSync(join(folder, name), { force: true });
  // First, so that what a stopped export leaves is known as a recipe's.
  const { model, ...rest } = settings;
  const content = { pstarRecipe: 1, trainer: recipe.name, version: recipe.version, files: names };
  writeWhole(
    join(folder, MARK),
    `${JSON.stringify({ ...content, settings: { model: model.name, ...rest } }, null, 2)}\n`,
  );
  for (const [name, text] of Object.entries(files)) writeWhole(join(folder, name), text);
  return { folder, recipe: recipe.name, files: [...names, MARK], install, train };
}

function formerFiles(folder: string): string[] {
  try {
    return mark.parse(JSON.parse(readFileSync(join(folder, MARK), "utf8"))).files;
  } catch {
    return [];
  }
}
