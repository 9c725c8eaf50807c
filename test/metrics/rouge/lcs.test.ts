import { expect, it } from "vitest";
import { lcsLength, markLcs } from "../../../src/metrics/rouge/lcs.ts";
import { createRoom } from "../../../src/metrics/rouge/room.ts";
import { createRandom, type Random } from "../../../src/random/generator.ts";

/** The whole table of lengths, as textbooks have it. */
function lengths(a: readonly number[], b: readonly number[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (const [i, one] of a.entries()) {
    for (const [j, other] of b.entries()) {
      table[i + 1]![j + 1] =
        one === other ? table[i]![j]! + 1 : Math.max(table[i]![j + 1]!, table[i + 1]![j]!);
    }
  }
  return table;
}

/** Places in `a` of the subsequence that rouge_score reads out of the table. */
function readOut(a: readonly number[], b: readonly number[]): number[] {
  const table = lengths(a, b);
  const places: number[] = [];
  for (let i = a.length, j = b.length; i > 0 && j > 0; ) {
    if (a[i - 1] === b[j - 1]) {
      places.unshift(i - 1);
      i--;
      j--;
    } else if (table[i]![j - 1]! > table[i - 1]![j]!) j--;
    else i--;
  }
  return places;
}

/** Longest among all subsequences. */
function longestOfAll(a: readonly number[], b: readonly number[]): number {
  let longest = 0;
  for (let chosen = 0; chosen < 2 ** a.length; chosen++) {
    const part = a.filter((_, i) => (chosen >> i) & 1);
    let found = 0;
    for (const one of b) if (found < part.length && part[found] === one) found++;
    if (found === part.length) longest = Math.max(longest, found);
  }
  return longest;
}

function marked(a: readonly number[], b: readonly number[]): number[] {
  const marks = new Uint8Array(a.length);
  markLcs(a, b, marks, room);
  return Array.from(marks.keys()).filter((i) => marks[i] === 1);
}

const room = createRoom();
const draw = (random: Random, length: number, alphabet: number): number[] =>
  Array.from({ length }, () => random.integer(alphabet));

it("is the longest of all common subsequences", () => {
  const random = createRandom(1);
  for (let i = 0; i < 300; i++) {
    const alphabet = 1 + random.integer(5);
    const [a, b] = [draw(random, random.integer(10), alphabet), draw(random, random.integer(10), alphabet)];
    expect(lcsLength(a, b, room)).toBe(longestOfAll(a, b));
  }
});

it.each([
  [40, 400],
  [130, 200],
  [400, 20],
])("agrees with the table on texts of up to %i words, and picks the same one", (longest, times) => {
  const random = createRandom(longest);
  for (let i = 0; i < times; i++) {
    const alphabet = 1 + random.integer([2, 6, 40, 250][i % 4]!);
    const [a, b] = [1, 2].map(() => draw(random, random.integer(longest + 1), alphabet)) as [
      number[],
      number[],
    ];
    const places = readOut(a, b);
    expect(lcsLength(a, b, room)).toBe(places.length);
    expect(marked(a, b)).toEqual(places);
    expect(room.zeros.every((value) => value === 0)).toBe(true);
  }
});

it("picks the same one where its table is made again and again", () => {
  const random = createRandom(7);
  const [a, b] = [draw(random, 40, 200), draw(random, 128 * 128 + 77, 200)];
  expect(marked(a, b)).toEqual(readOut(a, b));
  expect(marked(b, a)).toEqual(readOut(b, a));
});
