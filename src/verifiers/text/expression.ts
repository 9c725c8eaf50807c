/** What may not be cut in two when a regular expression is read from the left. */
const piece =
  /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|k<[^>]*>|\d+|.)|\(\?(?:<?[=!]|<[^>]*>|[a-z-]*:)|\{\d*,?\d*\}|./gsu;

/**
 * A regular expression by its source and flags, read in Unicode mode: code points are characters, and an escape that means
 * nothing in JavaScript (`\A`, `\Z`, …) is an error and not a letter.
 *
 * @param flags of i, m, s and v, each at most once
 * @throws SyntaxError saying what is wrong, and where: characters count from 1
 */
export function compileExpression(pattern: string, flags = ""): RegExp {
  const mode = flags.includes("v") ? flags : `${flags}u`;
  const error = syntaxError(pattern, mode);
  if (error === undefined) return new RegExp(pattern, mode);
  const reason = error.message.replace(/^Invalid regular expression: .*: (?=[^:]*$)/s, "");
  const before = pattern.slice(0, errorPosition(pattern, mode));
  throw new SyntaxError(`${reason}, at character ${[...before].length + 1}`);
}

function syntaxError(pattern: string, flags: string): SyntaxError | undefined {
  try {
    new RegExp(pattern, flags);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/**
 * V8 doesn't say where, so: after the longest beginning that is right once its brackets are closed, or, where that is all
 * of it, at the last bracket left open.
 */
function errorPosition(pattern: string, flags: string): number {
  const open: number[] = [];
  let inClass = false;
  for (const { 0: text, index } of pattern.matchAll(piece)) {
    if (inClass) {
      if (text === "]") {
        inClass = false;
        open.pop();
      }
    } else if (text === "[" || text.startsWith("(")) {
      inClass = text === "[";
      open.push(index);
    } else if (text === ")" && open.pop() === undefined) return index;
    const closing = (inClass ? "]" : "") + ")".repeat(open.length - Number(inClass));
    if (syntaxError(pattern.slice(0, index + text.length) + closing, flags) !== undefined) return index;
  }
  return open.at(-1) ?? pattern.length;
}
