/** Text from elsewhere on one line: control and invisible characters become spaces, what is too long is cut. */
export function clean(text: string, longest = 200): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}

/** Servers of one's own are given `EMPTY`, `none` and the like, which are words of texts too. */
const shortestSecret = 8;

/** What else looks like an OpenAI key, whole or with asterisks in it; `sk-learning-rates` is a word. */
const lookalike = /\bsk-(?=[\w-]*(?:\d|\*))(?:[\w*-]{20,}|[\w-]*\*[\w*-]{7,})/g;

/**
 * Takes a secret out of texts, however it is written there: as it is, as JSON of JSON by whichever encoder, as part of an address, in
 * base 64; and whatever else looks like an OpenAI key.
 */
export function createScrubber(secret: string | undefined): (text: string) => string {
  const known = secret === undefined || secret.length < shortestSecret ? undefined : written(secret);
  return (text) => {
    const scrubbed = known === undefined ? text : text.replaceAll(known, "[key]");
    return scrubbed.replaceAll(lookalike, "[key]");
  };
}

function written(secret: string): RegExp {
  const characters = Array.from(secret, (character) => {
    if (/[A-Za-z0-9]/.test(character)) return character;
    const hex = character.codePointAt(0)!.toString(16).padStart(2, "0");
    const code = `(?:${hex}|${hex.toUpperCase()})`;
    return String.raw`(?:\\*\u{${hex}}|\\+u00${code}|%${code})`;
  });
  const base64 = Buffer.from(secret).toString("base64").replaceAll(/[+/]/g, "\\$&");
  return new RegExp(`${characters.join("")}|${base64}`, "gu");
}
