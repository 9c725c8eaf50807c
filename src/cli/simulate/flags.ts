import { InvalidArgumentError } from "commander";

/** A flag of a simulation; its name is its key in kebab case. */
export interface Flag<Value> {
  /** What its argument is called. */
  readonly argument: string;
  readonly help: string;
  readonly parse: (text: string) => Value;
  /** The default, and how the help shows it. */
  readonly value: Value;
  readonly shown: string;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;

export type ValuesOf<F extends Flags> = { readonly [Key in keyof F]: F[Key]["value"] };

/** `syntheticShare` → `--synthetic-share` */
export function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

interface Domain {
  readonly argument: string;
  readonly words: string;
  readonly holds: (value: number) => boolean;
}

const domain = (argument: string, words: string, holds: (value: number) => boolean): Domain => ({
  argument,
  words,
  holds: (value) => Number.isFinite(value) && holds(value),
});

/** A whole number from `least` up. */
export const whole = (least = 1): Domain =>
  domain("n", `whole number, ${least} or more`, (value) => Number.isSafeInteger(value) && value >= least);
export const share = domain("share", "number from 0 to 1", (value) => value >= 0 && value <= 1);
export const notNegative = domain("x", "number, 0 or more", (value) => value >= 0);
export const angle = domain("x", "number from 0 to π", (value) => value >= 0 && value <= Math.PI);
export const positive = domain("x", "number above 0", (value) => value > 0);

export function one(domain: Domain, value: number, help: string): Flag<number> {
  return { argument: domain.argument, help, parse: numberOf(domain), value, shown: String(value) };
}

/** Left out, it is null. */
export function optional(domain: Domain, help: string, shown: string): Flag<number | null> {
  return { argument: domain.argument, help, parse: numberOf(domain), value: null, shown };
}

/** Numbers with commas between. */
export function list(domain: Domain, value: readonly number[], help: string): Flag<readonly number[]> {
  const parseOne = numberOf(domain);
  return {
    argument: `${domain.argument},…`,
    help,
    parse: (text) => text.split(",").map(parseOne),
    value,
    shown: value.length > 8 ? `${value.slice(0, 2).join(",")},…,${value.at(-1)}` : value.join(","),
  };
}

export function choice<const Names extends readonly string[]>(
  names: Names,
  value: Names[number],
  help: string,
): Flag<Names[number]> {
  return {
    argument: "name",
    help: `${help}: ${names.join(", ")}`,
    parse: (text) => {
      const found = names.find((name) => name === text);
      if (found === undefined) throw new InvalidArgumentError(`choose one of ${names.join(", ")}.`);
      return found;
    },
    value,
    shown: value,
  };
}

export const numberOf =
  ({ words, holds }: Domain) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !holds(value)) throw new InvalidArgumentError(`give a ${words}.`);
    return value;
  };

/** A file, null where left out. */
export function path(help: string, shown: string): Flag<string | null> {
  return { argument: "file", help, parse: (text) => text, value: null, shown };
}
