/** What single values of a file mean. Formats differ in types (CSV has texts only), so a text that says a number is one. */

export function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

const missing = new Set(["", "nan", "null", "none", "na", "n/a"]);

/** Whether nobody has given a value. */
export function isMissing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "number") return Number.isNaN(value);
  return typeof value === "string" && missing.has(value.trim().toLowerCase());
}

const infinite = new Set(["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"]);

/** A finite number, NaN where none is given or it is infinite; undefined where the value is no number. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (isMissing(value)) return Number.NaN;
  if (typeof value !== "string") return undefined;
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  const word = value.trim().toLowerCase();
  if (infinite.has(word)) return Number.NaN;
  if (word === "true") return 1;
  return word === "false" ? 0 : undefined;
}

const yes = [
  "true",
  "yes",
  "y",
  "t",
  "correct",
  "right",
  "pass",
  "passed",
  "good",
  "valid",
  "accept",
  "accepted",
];
const no = [
  "false",
  "no",
  "n",
  "f",
  "incorrect",
  "wrong",
  "fail",
  "failed",
  "bad",
  "invalid",
  "reject",
  "rejected",
];
const words = new Map<string, number>([
  ...yes.map((word) => [word, 1] as const),
  ...no.map((word) => [word, 0] as const),
]);

/** How correct something is, in [0, 1]; NaN where nobody has said; undefined where the value says neither. */
export function asLabel(value: unknown): number | undefined {
  const number =
    (typeof value === "string" ? words.get(value.trim().toLowerCase()) : undefined) ?? asNumber(value);
  return number !== undefined && (number < 0 || number > 1) ? undefined : number;
}

/** A value as an error shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
