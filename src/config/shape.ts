import { z } from "zod";
import { nearest, suggestion } from "../nearest.ts";
import { type Path, type Problem, pathText } from "./problem.ts";

type Issue = z.core.$ZodIssue;

/** What `schema` found wrong in `data`, in a user's words. */
export function shapeProblems(error: z.ZodError, schema: z.ZodType, data: unknown): Problem[] {
  const problems = error.issues.flatMap((issue) => explain(issue, schema, data));
  const meant = new Set(
    problems.flatMap(({ path, meant }) => (meant ? [pathText([...path.slice(0, -1), meant])] : [])),
  );
  return problems.filter(({ path, message }) => message !== MISSING || !meant.has(pathText(path)));
}

const MISSING = "missing";

/** A misspelt key also leaves the right one missing: `meant` is that key, so that only one problem is told. */
type Found = Problem & { readonly meant?: string | undefined };

function explain(issue: Issue, schema: z.ZodType, data: unknown): Found[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const value = valueAt(data, path);
  const missing = value === undefined;
  switch (issue.code) {
    case "unrecognized_keys": {
      const keys = keysAt(schema, data, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: "unknown key",
        remedy: suggestion(key, keys),
        meant: nearest(key, keys),
      }));
    }
    case "invalid_type":
      return [
        missing
          ? { path, message: MISSING, remedy: `give ${noun(issue.expected)}` }
          : { path, message: `must be ${noun(issue.expected)}, not ${show(value)}`, ...digits(value) },
      ];
    case "invalid_value":
      return [choice(path, value, issue.values.map(String))];
    case "invalid_union":
      return [choice(path, value, unionNames(issue))];
    case "too_small":
      return [{ path, message: bound(issue, value, "at least", "more than", issue.minimum) }];
    case "too_big":
      return [{ path, message: bound(issue, value, "at most", "less than", issue.maximum) }];
    default:
      return [{ path, message: issue.message }];
  }
}

function choice(path: Path, value: unknown, names: readonly string[]): Problem {
  if (value === undefined) return { path, message: MISSING, remedy: `give one of ${names.join(", ")}` };
  const remedy = typeof value === "string" ? suggestion(value, names) : `possible: ${names.join(", ")}`;
  return { path, message: `${show(value)} is not known here`, remedy };
}

function unionNames(issue: Issue): string[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

function bound(
  issue: { origin: string; inclusive?: boolean | undefined },
  value: unknown,
  inclusive: string,
  exclusive: string,
  limit: number | bigint,
): string {
  const size = `${issue.inclusive === false ? exclusive : inclusive} ${limit}`;
  if (issue.origin === "array") return `must have ${size} ${limit === 1 ? "entry" : "entries"}`;
  if (issue.origin === "string") return `must have ${size} characters`;
  return `must be ${size}, not ${show(value)}`;
}

/** 200_000 and "1,000" are texts in YAML; say how to write the number. */
function digits(value: unknown): { remedy: string } | Record<string, never> {
  if (typeof value !== "string" || !/^\d[\d_, ]*\d$/.test(value)) return {};
  return { remedy: `write ${value.replaceAll(/[_, ]/g, "")}` };
}

function noun(expected: string): string {
  const nouns: Record<string, string> = {
    int: "a whole number",
    number: "a number",
    string: "a text",
    boolean: "true or false",
    array: "a list",
    object: "a block of keys",
  };
  return nouns[expected] ?? expected;
}

function show(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a block of keys";
  return typeof value === "string" ? `"${value.slice(0, 40)}"` : String(value);
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

/** The keys that the object at `path` of `data` may have. */
function keysAt(schema: z.ZodType, data: unknown, path: Path): string[] {
  const found = unwrap(schema, data);
  const [part, ...rest] = path;
  if (part === undefined) return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
  const inner =
    found instanceof z.ZodObject
      ? found.shape[part]
      : found instanceof z.ZodArray || found instanceof z.ZodRecord
        ? "element" in found
          ? found.element
          : found.valueType
        : undefined;
  return inner === undefined ? [] : keysAt(inner as z.ZodType, valueAt(data, [part]), rest);
}

/** The schema without its default or optional wrappers, and of alternatives the one `data` names. */
function unwrap(schema: z.ZodType, data: unknown): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.unwrap() as z.ZodType, data);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const key = schema.def.discriminator;
    const named = valueAt(data, [key]);
    const options = schema.options as readonly z.ZodType[];
    const option = options.find(
      (one) => one instanceof z.ZodObject && (one.shape[key] as z.ZodType).safeParse(named).success,
    );
    return option === undefined ? schema : unwrap(option, data);
  }
  return schema;
}
