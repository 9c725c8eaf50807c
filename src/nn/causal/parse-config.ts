import { z } from "zod";
import { PstarError } from "../../errors.ts";

export const size = z.number().int().positive();
export const token = z.number().int().nonnegative();
/** One token or several, or none. */
export const tokens = z.union([token, z.array(token)]).nullish();

/** @throws PstarError (exit code 2) naming the first key that is missing, wrong or not supported */
export function parseConfigJson<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  path: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue!.path.join(".");
  throw new PstarError(`${at === "" ? "config.json" : at}: ${issue!.message}`, {
    exitCode: 2,
    where: path,
    remedy: "choose a model whose config.json has no such option",
  });
}

/** The tokens that end an output, as a list. */
export const listOf = (given: z.infer<typeof tokens>): number[] =>
  given === undefined || given === null ? [] : [given].flat();
