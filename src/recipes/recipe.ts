import { stringify } from "yaml";
import type { z } from "zod";
import type { RecipeSettings } from "./settings.ts";

/** A trainer that data and settings can be written for. */
export interface Recipe {
  readonly name: string;
  readonly title: string;
  /** The trainer's version that its options were read from. */
  readonly version: string;
  /** Name of the export format that it reads, by method. */
  readonly formats: Readonly<Record<RecipeSettings["method"], string>>;
  /** Why it cannot do what is asked; undefined where it can. */
  problem?(
    settings: Omit<RecipeSettings, "data"> & { readonly data: { readonly isChat: boolean } },
  ): string | undefined;
  write(settings: RecipeSettings): WrittenRecipe;
}

export interface WrittenRecipe {
  /** Configuration files by name, in the recipe's folder, where its commands are typed. */
  readonly files: Readonly<Record<string, string>>;
  /** Shell commands that install the trainer, and that train. */
  readonly install: readonly string[];
  readonly train: readonly string[];
  /** What the trained model expects of a prompt, and what else one should know, a sentence or two each. */
  readonly notes: readonly string[];
}

/** A configuration as YAML, of exactly the options that `schema` knows. */
export function yamlFile<Schema extends z.ZodType>(schema: Schema, options: z.input<Schema>): string {
  // Trainers read YAML 1.1, where a bare `no` or `1e-5` is no text and no number.
  return stringify(schema.parse(options), { version: "1.1", lineWidth: 0 }).replaceAll(
    bareExponent,
    "$1.0$2",
  );
}

const bareExponent = /^((?:.*: )-?\d+)(e[+-]?\d+)$/gm;
