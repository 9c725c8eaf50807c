import { isScoreName } from "./field-names.ts";
import type { SourceRecord } from "./record.ts";
import { isMissing } from "./values.ts";

/** A field and what a sample of rows has in it. */
export interface FieldProfile {
  readonly name: string;
  /** Those that are given, in the order of the rows. */
  readonly values: readonly unknown[];
}

/** The fields of some rows in order of first appearance, and `scores.a`, `scores.b` where an object holds scores. */
export function profileFields(records: readonly SourceRecord[]): FieldProfile[] {
  const fields = new Map<string, unknown[]>();
  const add = (name: string, value: unknown): void => {
    let values = fields.get(name);
    if (values === undefined) {
      values = [];
      fields.set(name, values);
    }
    if (!isMissing(value)) values.push(value);
  };
  for (const { value } of records) {
    for (const [name, field] of Object.entries(value)) {
      add(name, field);
      if (isScoreName(name) && isObject(field)) {
        for (const [inner, score] of Object.entries(field)) add(`${name}.${inner}`, score);
      }
    }
  }
  return [...fields].map(([name, values]) => ({ name, values }));
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
