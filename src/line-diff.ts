/** A line of a text that became another: in both, in the first alone, or in the second alone. */
export interface DiffLine {
  readonly of: "both" | "first" | "second";
  readonly text: string;
}

/** Pairs of lines that are compared at most: beyond it, what differs is shown as a whole. */
const mostPairs = 4_000_000;

/** The shortest way from one text to another by whole lines taken away and put in. */
export function lineDiff(first: string, second: string): DiffLine[] {
  const a = first.split("\n");
  const b = second.split("\n");
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return [
    ...a.slice(0, head).map(inBoth),
    ...between(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(inBoth),
  ];
}

const inBoth = (text: string): DiffLine => ({ of: "both", text });

/** By the longest common subsequence: `longest[i][j]` is its length from line i of one and line j of the other on. */
function between(a: readonly string[], b: readonly string[]): DiffLine[] {
  const width = b.length + 1;
  const isSmall = a.length * b.length <= mostPairs;
  const longest = new Uint32Array(isSmall ? (a.length + 1) * width : 0);
  for (let i = a.length - 1; isSmall && i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const skipped = Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
      longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1]! + 1 : skipped;
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (isSmall && i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(inBoth(a[i]!));
      [i, j] = [i + 1, j + 1];
    } else if (
      i < a.length &&
      (j === b.length || !isSmall || longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)
    ) {
      lines.push({ of: "first", text: a[i++]! });
    } else lines.push({ of: "second", text: b[j++]! });
  }
  return lines;
}

/** Runs of changed lines with up to `around` lines before and after; between them, how many are left out. */
export function changes(lines: readonly DiffLine[], around = 2): (DiffLine | { readonly skipped: number })[] {
  const isNear = lines.map((_, i) =>
    lines.slice(Math.max(0, i - around), i + around + 1).some(({ of }) => of !== "both"),
  );
  const shown: (DiffLine | { skipped: number })[] = [];
  for (const [i, line] of lines.entries()) {
    const last = shown.at(-1);
    if (isNear[i]) shown.push(line);
    else if (last !== undefined && "skipped" in last) last.skipped++;
    else shown.push({ skipped: 1 });
  }
  return shown;
}
