/** The lowest and the highest score a judge may give. */
export type Scale = readonly [low: number, high: number];

/** Where in a long answer a score is looked for: what is said last counts. */
const TAIL = 10_000;

/** An object without objects inside it. */
const flatObject = /\{(?:[^{}"\\]|"(?:[^"\\]|\\.)*")*\}/gs;

/** Numbers that stand on their own, neither part of a word nor of a date or version. */
const number = /(?<![\p{L}\p{N}_.,-])[-−]?\d+(?:\.\d+)?(?![\p{L}\p{N}_]|[.,-]\d|%)/gu;

/**
 * The value that a judge's answer has under `name`: of the answer as a JSON object, else of the last object in it that has the
 * name. Undefined where there is none.
 */
export function fieldOf(text: string, name: string): unknown {
  const whole = valueIn(text, name);
  if (whole !== undefined) return whole;
  return [...text.slice(-TAIL).matchAll(flatObject)]
    .map(([object]) => valueIn(object, name))
    .findLast((value) => value !== undefined);
}

function valueIn(text: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    return (value as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** The `score` of a judge's JSON, also as a string of digits; undefined where there is none within the scale. */
export function scoreOfJson(text: string, scale: Scale): number | undefined {
  const value = fieldOf(text, "score");
  if (typeof value === "number") return within(value, scale);
  if (typeof value === "string" && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value)) return within(Number(value), scale);
  return undefined;
}

/**
 * The score of a judge that writes as it likes: its JSON's, where the answer has a `score`, else the last number within the scale
 * that does not itself tell the scale ("4 out of 5", "4/5", "on a scale from 1 to 5").
 */
export function scoreOfText(text: string, scale: Scale): number | undefined {
  if (fieldOf(text, "score") !== undefined) return scoreOfJson(text, scale);
  const [low, high] = scale.map((end) => String(end).replace(".", "\\."));
  const told = new RegExp(
    `(?:/|\\bof)\\s*${high}(?![\\d.]*\\d)|(?<![\\d.])${low}\\s*(?:to|-|–|and)\\s*${high}(?![\\d.]*\\d)`,
    "g",
  );
  const numbers = text.slice(-TAIL).replaceAll(told, " ").match(number) ?? [];
  return numbers
    .map((digits) => within(Number(digits.replace("−", "-")), scale))
    .findLast((score) => score !== undefined);
}

const within = (value: number, [low, high]: Scale): number | undefined =>
  value >= low && value <= high ? value : undefined;
