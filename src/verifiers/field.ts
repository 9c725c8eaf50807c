import { z } from "zod";
import { verifierName } from "./name.ts";
import type { VerifierKind } from "./verifier.ts";

export const fieldOptions = z.strictObject({
  kind: z.literal("field").describe("A number that the rows came with"),
  name: verifierName,
  field: z
    .string()
    .min(1)
    .describe("Name of the field, dotted where it lies in an object: reward, scores.helpfulness"),
});

/** Score: the field's number, 1 or 0 of a truth value; NaN where it is missing, infinite or no number. */
export const field: VerifierKind<z.infer<typeof fieldOptions>> = {
  create({ field }) {
    const path = field.split(".");
    return (items) =>
      items.map(({ fields }) =>
        numberOf(Object.hasOwn(fields, field) ? fields[field] : valueAt(fields, path)),
      );
  },
  setting: ({ field }) => field,
};

function valueAt(fields: unknown, path: readonly string[]): unknown {
  let value = fields;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

const decimal = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
/** CSV knows texts only; pandas writes `True`. */
const truth = /^\s*(?:(true)|false)\s*$/i;

function numberOf(value: unknown): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") {
    const said = truth.exec(value);
    return said === null
      ? finite(decimal.test(value) ? Number(value) : Number.NaN)
      : Number(said[1] !== undefined);
  }
  return typeof value === "number" || typeof value === "bigint" ? finite(Number(value)) : Number.NaN;
}

const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
