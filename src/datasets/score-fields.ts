import * as names from "./field-names.ts";
import type { FieldProfile } from "./profile.ts";
import { asNumber, isMissing } from "./values.ts";

/** Whole numbers from here on are times or ids. */
const HUGE = 1e8;

const roleNames = new Set([
  ...names.idNames,
  ...names.inputIdNames,
  ...names.labelNames,
  ...names.weightNames,
  ...names.groupNames,
  ...names.referenceNames,
]);

/**
 * The fields among those that are nothing else whose numbers may be a verifier's word, those named so first.
 * @param hasSeveral whether rows hold several candidates: a list of numbers is then a score of each
 */
export function guessScores(free: readonly FieldProfile[], hasSeveral: boolean): string[] {
  const found = free.filter((field) => isScore(field, hasSeveral)).map(({ name }) => name);
  return [...found.filter(names.isScoreName), ...found.filter((name) => !names.isScoreName(name))];
}

function isScore({ name, values }: FieldProfile, hasSeveral: boolean): boolean {
  if (values.length === 0 || names.isMetadataName(name)) return false;
  const isNamed = names.isScoreName(name);
  const flat = hasSeveral ? values.flat().filter((value) => !isMissing(value)) : values;
  if (!flat.every((value) => isNumber(value) || (isNamed && typeof value === "boolean"))) return false;
  if (isNamed) return true;
  const numbers = flat.map(Number);
  return !roleNames.has(names.plainName(name)) && !isConstant(numbers) && !isCounter(numbers);
}

/** CSV's numbers are texts; its yes and no are none to a guess. */
const isNumber = (value: unknown): boolean =>
  typeof value === "number" ||
  (typeof value === "string" && asNumber(value) !== undefined && !/^\s*[tf]/i.test(value));

const isConstant = (numbers: readonly number[]): boolean => numbers.length > 1 && new Set(numbers).size === 1;

/** Whole numbers that are huge, or each one more than the last. */
const isCounter = (numbers: readonly number[]): boolean =>
  numbers.every(Number.isInteger) &&
  (numbers.every((value) => Math.abs(value) >= HUGE) ||
    (numbers.length > 2 && numbers.every((value, i) => i === 0 || value === numbers[i - 1]! + 1)));
