import { escaped } from "../visible.ts";
import type { DataFlags } from "./data-flags.ts";

/** Flags whose meaning another command shares. */
interface SharedFlags extends DataFlags {
  readonly seed?: number;
  readonly by?: string;
  readonly fraction?: number;
}

const reading = [
  ...(["input", "output", "score", "label", "group", "id", "reference", "weight"] as const),
  ...(["labels", "maxBadRows", "seed"] as const),
];

/** A command about a file, with the flags that say how to read it, as one would type it. */
export function typed(command: string, file: string, flags: SharedFlags, more: SharedFlags = {}): string {
  const given = [...reading.map((flag) => [flag, flags[flag]] as const), ...Object.entries(more)];
  const words = given.flatMap(([flag, value]) =>
    value === undefined ? [] : [named(flag), ...[value].flat().map(String).map(quoted)],
  );
  return ["pstar", command, quoted(file), ...words].join(" ");
}

/** `maxBadRows` → `--max-bad-rows` */
export const named = (flag: string): string =>
  `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A word that a shell takes as it is, else in quotes. */
function quoted(word: string): string {
  if (/^[\p{L}\p{N}_./:=@+-]+$/u.test(word)) return word;
  if (escaped(word) === word) return `'${word.replaceAll("'", "'\\''")}'`;
  return `$'${escaped(word.replaceAll(/[\\']/g, "\\$&"))}'`;
}
