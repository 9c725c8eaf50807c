import { z } from "zod";
import { PstarError } from "./errors.ts";

/**
 * A text with placeholders, `{input}`, filled with values. What is filled in is data: a value that holds a placeholder itself stays
 * as it is. `{{` and `}}` stand for braces.
 *
 * @throws PstarError (exit code 2) for a placeholder that has no value
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{|\}\}|\{(\w+)\}/g, (found, name: string | undefined) => {
    if (name === undefined) return found[0]!;
    if (Object.hasOwn(values, name)) return values[name]!;
    throw new PstarError(`{${name}} stands for nothing`, {
      exitCode: 2,
      where: "prompt",
      remedy: `write ${Object.keys(values)
        .map((known) => `{${known}}`)
        .join(", ")}, or {{${name}}} for the letters themselves`,
    });
  });
}

/** The schema of a template in a configuration file, with the placeholders that it may have. */
export const templateOf = (names: readonly string[]) =>
  z
    .string()
    .min(1)
    .check((context) => {
      try {
        fillTemplate(context.value, Object.fromEntries(names.map((name) => [name, ""])));
      } catch (error) {
        if (!(error instanceof PstarError)) throw error;
        context.issues.push({
          code: "custom",
          message: `${error.message}: ${error.remedy}`,
          input: context.value,
        });
      }
    });
