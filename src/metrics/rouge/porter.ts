type Rule = readonly [suffix: string, replacement: string];

const irregular = new Map([
  ["skies", "sky"],
  ["dying", "die"],
  ["lying", "lie"],
  ["tying", "tie"],
  ["innings", "inning"],
  ["outings", "outing"],
  ["cannings", "canning"],
  ...["sky", "news", "inning", "outing", "canning", "howe", "proceed", "exceed", "succeed"].map(
    (word) => [word, word] as const,
  ),
]);

const step2: readonly Rule[] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["bli", "ble"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
  ["fulli", "ful"],
  ["logi", "log"],
];

const step3: readonly Rule[] = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];

const step4: readonly Rule[] = [
  ...["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion"],
  ...["ou", "ism", "ate", "iti", "ous", "ive", "ize"],
].map((suffix) => [suffix, ""]);

/**
 * The stem of a word (Porter 1980, "An algorithm for suffix stripping") with NLTK's departures from the paper, which
 * are its default and so what `rouge_score` counts by.
 *
 * @param word lower-case ASCII letters and digits, which count as consonants
 */
export function porterStem(word: string): string {
  if (word.length <= 2) return word;
  return (
    irregular.get(word) ?? [plural, past, finalY, double, single, last, finalE, finalL].reduce(apply, word)
  );
}

const apply = (word: string, step: (word: string) => string): string => step(word);

/** Step 1a. */
function plural(word: string): string {
  if (word.endsWith("ies")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("sses")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

/** Step 1b. */
function past(word: string): string {
  if (word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = word.replace(/(ed|ing)$/, "");
  if (stem === word || !shapeOf(stem).includes("v")) return word;
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsInDoubleConsonant(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && isShort(stem) ? `${stem}e` : stem;
}

/** Step 1c. */
function finalY(word: string): string {
  const stem = word.slice(0, -1);
  return word.endsWith("y") && stem.length > 1 && shapeOf(stem).endsWith("c") ? `${stem}i` : word;
}

/** Step 2. */
function double(word: string): string {
  if (word.endsWith("alli")) return measure(word.slice(0, -4)) > 0 ? double(word.slice(0, -2)) : word;
  return replaced(word, step2, (stem, suffix) => measure(suffix === "logi" ? `${stem}l` : stem) > 0);
}

/** Step 3. */
function single(word: string): string {
  return replaced(word, step3, (stem) => measure(stem) > 0);
}

/** Step 4. */
function last(word: string): string {
  return replaced(
    word,
    step4,
    (stem, suffix) => measure(stem) > 1 && (suffix !== "ion" || /[st]$/.test(stem)),
  );
}

/** Step 5a. */
function finalE(word: string): string {
  if (!word.endsWith("e")) return word;
  const stem = word.slice(0, -1);
  const count = measure(stem);
  return count > 1 || (count === 1 && !isShort(stem)) ? stem : word;
}

/** Step 5b. */
function finalL(word: string): string {
  return word.endsWith("ll") && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word;
}

/** The first suffix that a word has decides, be it replaced or not. */
function replaced(
  word: string,
  rules: readonly Rule[],
  isAllowed: (stem: string, suffix: string) => boolean,
): string {
  for (const [suffix, replacement] of rules) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    return isAllowed(stem, suffix) ? stem + replacement : word;
  }
  return word;
}

/** A letter of `v` for each vowel, y after a consonant among them, of `c` for all else. */
function shapeOf(text: string): string {
  let shape = "";
  for (const letter of text) {
    const isVowel = letter === "y" ? shape.endsWith("c") : "aeiou".includes(letter);
    shape += isVowel ? "v" : "c";
  }
  return shape;
}

/** The paper's m: how many times vowels are followed by consonants. */
const measure = (stem: string): number => shapeOf(stem).split("vc").length - 1;

/** The paper's *d. */
const endsInDoubleConsonant = (stem: string): boolean =>
  stem.at(-1) === stem.at(-2) && shapeOf(stem).endsWith("c");

/** The paper's *o: ends as `hop` does; or is a vowel and a consonant. */
function isShort(stem: string): boolean {
  const shape = shapeOf(stem);
  return shape === "vc" || (shape.endsWith("cvc") && !/[wxy]$/.test(stem));
}
