import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportDataset } from "../../src/datasets/export/export.ts";
import { exportFormats } from "../../src/datasets/export/formats/index.ts";
import { readExport } from "../../src/datasets/export/read-export.ts";
import { type Lesson, readLessons, readPreferences } from "../../src/tuning/lessons.ts";
import { resolveSources } from "../../src/tuning/sources.ts";
import { nastyChat, nastyText, optionsFor, randomInputs, scratch } from "../datasets/export/samples.ts";

interface Turn {
  readonly role: string;
  readonly content: string;
}

type Row = Readonly<Record<string, string | readonly Turn[]>>;

const plain = (turns: readonly Turn[]): Turn[] => turns.map(({ role, content }) => ({ role, content }));
const content = (answer: string | readonly Turn[]): string =>
  typeof answer === "string" ? answer : answer[0]!.content;
const prompt = (given: string | readonly Turn[]) => (typeof given === "string" ? given : plain(given));

/** What the last answer of a row teaches, by its trainer's documentation. */
function lessonOf(row: Row): Lesson {
  if ("messages" in row) {
    const turns = row.messages as readonly Turn[];
    return { prompt: plain(turns.slice(0, -1)), answer: turns.at(-1)!.content };
  }
  if ("instruction" in row) {
    const asked = [row.instruction, row.input].filter((text) => text !== "").join("\n\n");
    return { prompt: asked, answer: row.output as string };
  }
  return { prompt: prompt(row.prompt!), answer: content(row.completion!) };
}

const kinds = [
  { of: "texts", make: nastyText },
  { of: "chats", make: nastyChat },
];

describe.each(kinds)("rows of $of as pstar exports them", ({ make }) => {
  const inputs = randomInputs(60, 7, make);
  const cases = exportFormats.flatMap(({ name, files }) => files.map((file) => [name, file] as const));

  it.each(cases)("%s in %s teach what they say", async (format, file) => {
    const folder = join(scratch(), "out");
    await exportDataset(inputs, optionsFor(inputs, folder, { format, file }));
    const rows: Row[] = [];
    await readExport(folder, ({ row, split }) => {
      if (split === "train") rows.push(row as Row);
    });
    const { train, origin } = await resolveSources("/", { train: folder });
    expect(origin).toMatchObject({
      format,
      verification: expect.stringContaining("### How far it was verified"),
    });
    if (format === "preference") {
      const read = await readPreferences(train);
      expect(read).toEqual(
        rows.map((row) => ({
          prompt: prompt(row.prompt!),
          chosen: content(row.chosen!),
          rejected: content(row.rejected!),
        })),
      );
      await expect(readLessons(train)).rejects.toThrow("holds preference pairs");
      return;
    }
    const lessons = new Set((await readLessons(train)).map((lesson) => JSON.stringify(lesson)));
    for (const row of rows) expect(lessons).toContain(JSON.stringify(lessonOf(row)));
    const isMarked = format === "axolotl" || format === "openai";
    // Of marked chats the last answer alone is learnt; where nothing is marked, each is.
    if (isMarked) expect(await readLessons(train)).toHaveLength(rows.length);
    await expect(readPreferences(train)).rejects.toThrow("holds no preference pairs");
  });
});
