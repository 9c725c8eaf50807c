import { type Random, shuffle } from "../../src/random/generator.ts";

/** At most so many letters, which fit a target. */
const room = 150;

/** Facts as a form that is filled in, in an order by chance: `winner: Ida Larsen; score: 6-4, 6-1; town: Ashfield`. */
export function form(facts: Readonly<Record<string, string>>, random: Random): string {
  const order = shuffle(
    Uint32Array.from(Object.keys(facts), (_, i) => i),
    random,
  );
  const entries = Object.entries(facts);
  let text = "";
  for (const i of order) {
    const [key, value] = entries[i]!;
    const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    const next = `${text === "" ? "" : "; "}${words}: ${value}`;
    if (text.length + next.length <= room) text += next;
  }
  return text;
}
