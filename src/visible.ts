/** Control characters, which a terminal would obey, and those that turn the direction of what follows. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** A text that a terminal shows and does not obey: those characters as �, the ends of its lines as they are. */
export const visible = (text: string): string =>
  text.replaceAll(UNSAFE, (found) => (found === "\n" ? found : "\ufffd"));

/** Those characters as `\u001b`, which JSON and a shell's `$'…'` read. */
export const escaped = (text: string): string =>
  text.replaceAll(UNSAFE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** JSON on a line, safe for a terminal too. */
export const jsonText = (value: unknown): string => escaped(JSON.stringify(value));
