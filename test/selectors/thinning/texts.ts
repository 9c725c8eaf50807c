import type { Random } from "../../../src/random/generator.ts";
import type { ThinningContext } from "../../../src/selectors/thinning/context.ts";

const unsegmented = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const token = new RegExp(String.raw`[[\p{L}\p{M}\p{N}]--[${unsegmented}\u{10000}-\u{10ffff}]]+|\S`, "gv");

/** The set of a text's shingles as text: the definition, without hashes. */
export function plainShingles(text: string, size: number): Set<string> {
  const tokens = text.normalize("NFC").toLowerCase().match(token) ?? [];
  const count = tokens.length === 0 ? 0 : Math.max(1, tokens.length - size + 1);
  return new Set(Array.from({ length: count }, (_, i) => JSON.stringify(tokens.slice(i, i + size))));
}

export function plainJaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const union = new Set([...a, ...b]).size;
  return union === 0 ? 1 : (a.size + b.size - union) / union;
}

export const words = (random: Random, count: number, vocabulary = 5000): string[] =>
  Array.from({ length: count }, () => `w${random.integer(vocabulary)}`);

/** Texts of 40 to 80 words, most of them earlier ones with 1 to 12 words changed, half of those with 1 or 2. */
export function relatedTexts(random: Random, count: number): string[] {
  const texts: string[][] = [];
  for (let i = 0; i < count; i++) {
    const isNew = i === 0 || random.uniform() < 0.2;
    const text = isNew ? words(random, 40 + random.integer(41)) : [...texts[random.integer(i)]!];
    const changes = isNew ? 0 : 1 + random.integer(random.uniform() < 0.5 ? 2 : 12);
    for (let k = 0; k < changes; k++) text[random.integer(text.length)] = words(random, 1)[0]!;
    texts.push(text);
  }
  return texts.map((text) => text.join(" "));
}

/** Context of rows that are only outputs, with what a test says otherwise. */
export function contextOf(outputs: readonly string[], other: Partial<ThinningContext> = {}): ThinningContext {
  return {
    outputOf: (row) => outputs[row]!,
    inputOf: (row) => `input of ${row}`,
    fieldOf: () => null,
    passes: () => true,
    ...other,
  };
}
