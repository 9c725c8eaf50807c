const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
const plainScripts = "0123456789+-";

/** The ways that LaTeX and typography write numbers, each with its plain one. */
const plainly: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  [/−/g, "-"],
  [
    /(?<=\d)[⁺⁻]?[⁰¹²³⁴-⁹]+/g,
    (power) => `^${[...power].map((one) => plainScripts[superscripts.indexOf(one)]).join("")}`,
  ],
  [/\\[dt]?frac\{(-?\d+)\}\{(\d+)\}/g, " $1/$2"],
  [/\*\*/g, "^"],
  [/\^\{([-+]?\d+)\}/g, "^$1"],
  [/\\times|\\cdot|[×⋅·]/g, "*"],
  [/(?<=\d)(?:\{,\}|\\,|[\u00a0\u2009\u202f])(?=\d)/g, ","],
  [/-\\?[$€£¥](?=[.\d])/g, "-"],
];

/** What a digit may follow in a name; in scripts that write no spaces a number follows a letter as it does a word. */
const name = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}_]`;
const sign = String.raw`(?<sign>(?<!${name}|[)\]}.%^])[-+])?`;
/** Digits in a name (x2, x1,500), an index (x_{2}), a power (x^-2) or after a second point (1.2.3) are no number. */
const apart = String.raw`(?<!${name}|[\^_]\{?[-+]?|\d\.|\d,(?=\d{3}(?!\d)))`;
const fraction = String.raw`(?<!/)(?<top>\d+)/(?<bottom>\d+)(?![\d/]|\.\d)`;
const digits = String.raw`(?<digits>\d+(?:,\d+)*(?:\.\d+)?|\.\d+)`;
const tail = String.raw`(?:[eE](?<e>[-+]?\d+)(?!${name})|\s*[*x]\s*10\^(?<ten>[-+]?\d+)|\^(?<power>[-+]?\d+))?`;
const number = new RegExp(`${sign}${apart}(?:${fraction}|${digits}${tail})`, "gu");

/**
 * The numbers that a text holds, in order, as float64: signs (hyphen or minus), decimals by a point, thousands by commas in
 * groups of three, `1.5e3`, `3 × 10^5`, `2^10`, `3/4`, and the same in LaTeX or with superscripts. A hyphen after a digit, a
 * letter or a bracket is no sign (`3-5`, `x-5`), a percent sign is no part of a number (`50%` is 50), a comma not before
 * three digits separates (`1,2`), digits inside a name are none (`H2O`). Infinite values are left out.
 */
export function numbersIn(text: string): number[] {
  const plain = plainly.reduce<string>(
    (result, [form, by]) => (typeof by === "string" ? result.replace(form, by) : result.replace(form, by)),
    text,
  );
  return [...plain.matchAll(number)].flatMap(({ groups }) => valuesOf(groups!)).filter(Number.isFinite);
}

type Parts = Readonly<Record<string, string | undefined>>;

function valuesOf({ sign, top, bottom, digits, e, ten, power }: Parts): number[] {
  const signed = (value: number): number => (sign === "-" ? -value : value);
  if (digits === undefined) return [signed(Number(top) / Number(bottom))];
  const pieces = isGrouped.test(digits) ? [digits.replaceAll(",", "")] : digits.split(",");
  const last = pieces.pop()!;
  const exponent = e ?? ten ?? (last === "10" ? power : undefined);
  const value =
    exponent !== undefined
      ? Number(`${last === "10" && power !== undefined ? "1" : last}e${exponent}`)
      : power !== undefined
        ? Number(last) ** Number(power)
        : Number(last);
  const values = [...pieces.map(Number), value];
  return [signed(values[0]!), ...values.slice(1)];
}

const isGrouped = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;

/** What the last `\boxed{…}` of a text holds, by which mathematical answers are marked; all of it where there is none. */
export function boxedOrAll(text: string): string {
  const opening = "\\boxed{";
  const start = text.lastIndexOf(opening) + opening.length;
  if (start < opening.length) return text;
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return text.slice(start, at);
  }
  return text;
}
