/** How a mapping's names reach into a row. */

const JOIN = /\s\+\s/;

/** The fields that a mapping's `input` joins: one, save in `instruction + input`. */
export const joined = (name: string): readonly string[] => name.split(JOIN).map((part) => part.trim());

/** Reads a field: the one of that very name, else, through objects, the one that a dotted name leads to. */
export function reader(name: string): (row: Readonly<Record<string, unknown>>) => unknown {
  if (!name.includes(".")) return (row) => row[name];
  const path = name.split(".");
  return (row) => {
    const own = row[name];
    return own === undefined ? walk(row, path) : own;
  };
}

function walk(row: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = row;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** Whether a row has a field of that name, be its value null. */
export function hasField(row: Readonly<Record<string, unknown>>, name: string): boolean {
  if (Object.hasOwn(row, name)) return true;
  let value: unknown = row;
  for (const part of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return false;
    value = (value as Record<string, unknown>)[part];
  }
  return true;
}
