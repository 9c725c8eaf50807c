/** Control characters, which a terminal would obey, and those that turn the direction of what follows. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * What no eye can see of a text, or what would turn the text around it: control, direction and other format characters,
 * save line ends, tabs and the joiners that scripts and emoji need.
 */
export const UNSEEN = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029\ud800-\udfff]/gu;

/** `␛` for what has a picture, else `U+202E`. */
export function nameOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A text that a terminal shows and does not obey: those characters as �, the ends of its lines as they are. */
export const visible = (text: string): string =>
  text.replaceAll(UNSAFE, (found) => (found === "\n" ? found : "\ufffd"));

/** Those characters as `\u001b`, which JSON and a shell's `$'…'` read. */
export const escaped = (text: string): string =>
  text.replaceAll(UNSAFE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** JSON on a line, safe for a terminal too. */
export const jsonText = (value: unknown): string => escaped(JSON.stringify(value));
