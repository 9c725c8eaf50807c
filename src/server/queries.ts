import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { parseId } from "../store/index.ts";
import { found, missing } from "./answer.ts";
import type { GivenLabel, RowFilter } from "./api.ts";
import type { Database, Databases } from "./databases.ts";

const name = z.string().min(1).max(1000);
const number = name.transform(Number).pipe(z.number("has to be a number"));
const whole = (low: number, high: number) =>
  number.pipe(
    z.int("has to be a whole number").min(low, `is at least ${low}`).max(high, `is at most ${high}`),
  );
const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, `is one of ${values.join(", ")}`);
const id = z.string().regex(/^s\d{1,7}$/, "has to be an id such as s12");

const filter = {
  search: name.exactOptional(),
  verifier: name.exactOptional(),
  low: number.exactOptional(),
  high: number.exactOptional(),
  selection: id.exactOptional(),
  kept: oneOf("kept", "dropped").exactOptional(),
  label: oneOf("labelled", "unlabelled", "correct", "incorrect").exactOptional(),
  stratum: name.exactOptional(),
  state: oneOf("unparsed", "failed", "unscored").exactOptional(),
  order: oneOf("position", "highest", "lowest").exactOptional(),
} satisfies Record<keyof RowFilter, z.ZodType>;

export const rowsQuery = z.strictObject({
  ...filter,
  offset: whole(0, 2 ** 31 - 1).default(0),
  limit: whole(1, 200).default(50),
});

export const reselectQuery = z.strictObject({
  verifier: name,
  selector: oneOf("top-share", "best-of-n"),
  fraction: number.pipe(z.number().gt(0, "is above 0").max(1, "is at most 1")),
  against: id.exactOptional(),
});

export const queueQuery = z.strictObject({ limit: whole(1, 1000).default(50) });

export const pictureQuery = z.strictObject({
  theme: oneOf("light", "dark").exactOptional(),
  width: whole(360, 1600).exactOptional(),
});

export const nothing = z.strictObject({});

const label = z.strictObject({
  id: z.string().regex(/^c\d{1,7}-\d{1,10}$/, "has to be an id such as c7-120"),
  value: z.number("is from 0 to 1, or null").min(0, "is at least 0").max(1, "is at most 1").nullable(),
  drawn: z.boolean("has to be true or false"),
});

/** The query, each name once; empty ones are as if not given. @throws HTTPException (400) */
export function queryOf<T extends z.ZodType>(c: Context, schema: T): z.output<T> {
  const given = Object.entries(c.req.queries()).filter(([, values]) => values.some((value) => value !== ""));
  const twice = given.find(([, values]) => values.length > 1);
  if (twice !== undefined) throw new HTTPException(400, { message: `${twice[0]}: is given more than once` });
  return checked(schema, Object.fromEntries(given.map(([key, [value]]) => [key, value])));
}

/** @throws HTTPException (400) */
export async function labelOf(c: Context): Promise<GivenLabel> {
  const body: unknown = await c.req.json().catch(() => {
    throw new HTTPException(400, { message: "the body is not JSON" });
  });
  return checked(label, body);
}

function checked<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const { data, error } = schema.safeParse(given);
  if (error === undefined) return data;
  const [{ path, message }] = error.issues as [z.core.$ZodIssue];
  const where = path.length === 0 ? "" : `${path.join(".")}: `;
  throw new HTTPException(400, { message: `${where}${message}` });
}

/** The database that the address names. @throws HTTPException (404) */
export function databaseOf(c: Context, databases: Databases): Database {
  const text = c.req.param("db") ?? "";
  const database = /^\d{1,6}$/.test(text) ? databases.at(Number(text)) : undefined;
  return database ?? missing(`there is no database ${text}`);
}

/** The number behind `r1`, `s7` or `c7-120` in the address. @throws HTTPException (404) */
export function idOf(c: Context, param: "run" | "stage" | "candidate"): number {
  const text = c.req.param(param) ?? "";
  const parsed = found(() => parseId(text));
  return parsed.kind === param ? parsed.id : missing(`"${text}" is no ${param}`);
}

/** The stage behind `s12`, which is one by the schema. */
export const stageNumber = (text: string): number => Number(text.slice(1));
