import type { CardBlock } from "./inspection.ts";

/** The parts of a card as `pstar export` writes them: headings, paragraphs and tables, what marks their text up taken off. */
export function cardBlocks(markdown: string): CardBlock[] {
  const parts = markdown.split(/\n\s*\n/).map((part) => part.trim());
  return parts.filter((part) => part !== "").map(blockOf);
}

function blockOf(part: string): CardBlock {
  const heading = /^#+\s+(.*)$/.exec(part);
  if (heading !== null) return { kind: "heading", text: plain(heading[1]!) };
  const [head, rule, ...rows] = part.split("\n");
  if (!head!.startsWith("|") || !/^\|[\s:|-]+\|$/.test(rule ?? ""))
    return { kind: "text", text: plain(part.replaceAll(/\s*\n\s*/g, " ")) };
  return { kind: "table", head: cellsOf(head!), rows: rows.map(cellsOf) };
}

const cellsOf = (line: string): string[] =>
  line
    .replace(/^\||\|$/g, "")
    .split(/(?<=(?:^|[^\\])(?:\\\\)*)\|/)
    .map((cell) => plain(cell.trim()));

/** Text without the signs for bold and code, and what was escaped as it was. */
const plain = (text: string): string =>
  text.replaceAll(/\\([\\`*_[\]<>#|])|\*\*|`/g, (_, escaped: string | undefined) => escaped ?? "");

/** The first value of the column of that name. */
export function valueIn(blocks: readonly CardBlock[], column: string): string | null {
  for (const block of blocks) {
    const at = block.kind === "table" ? block.head.indexOf(column) : -1;
    if (block.kind === "table" && at >= 0) return block.rows[0]?.[at] ?? null;
  }
  return null;
}

/** The value beside a name in the first column of a table. */
export function valueBeside(blocks: readonly CardBlock[], name: string): string | null {
  const rows = blocks.flatMap((block) => (block.kind === "table" ? block.rows : []));
  return rows.find(([first]) => first === name)?.[1] ?? null;
}
