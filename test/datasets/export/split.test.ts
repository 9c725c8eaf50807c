import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CuratedInput } from "../../../src/datasets/curated.ts";
import { exportDataset } from "../../../src/datasets/export/export.ts";
import { type ExportedRow, readExport } from "../../../src/datasets/export/read-export.ts";
import { splitOf } from "../../../src/datasets/export/split.ts";
import type { Prompt } from "../../../src/datasets/record.ts";
import { createRandom, shuffle } from "../../../src/random/generator.ts";
import { optionsFor, scratch } from "./samples.ts";

const inputs = Array.from(
  { length: 400 },
  (_, i): CuratedInput => ({
    id: `e1-${i}`,
    input: `question ${i % 300}`,
    candidates: [0, 1].map((j) => ({
      id: `c1-${i * 2 + j}`,
      sourceId: null,
      output: `answer ${j}`,
      score: j,
      kept: true,
    })),
  }),
);

async function sides(some: readonly CuratedInput[], options: Parameters<typeof optionsFor>[2] = {}) {
  const folder = join(scratch(), "out");
  await exportDataset(some, optionsFor(some, folder, options));
  const rows: ExportedRow[] = [];
  await readExport(folder, (row) => rows.push(row));
  return new Map(rows.map(({ origin, split }) => [origin.input, split]));
}

describe("the split into train and validation", () => {
  it("moves no input when others come, go or change places, nor by the format", async () => {
    const all = await sides(inputs);
    const some = shuffle(inputs.slice(0, 250), createRandom(1));
    for (const format of ["messages", "alpaca", "trl-prompt-completion"]) {
      for (const [id, side] of await sides(some, { format })) expect(all.get(id), id).toBe(side);
    }
    expect(await sides(inputs, { seed: 12 })).not.toEqual(all);
  });

  it("parts no equal inputs and holds out the share asked for", async () => {
    const all = await sides(inputs, { validation: 0.25 });
    for (let i = 300; i < 400; i++) expect(all.get(`e1-${i}`)).toBe(all.get(`e1-${i - 300}`));
    const held = inputs.slice(0, 300).filter(({ id }) => all.get(id) === "validation").length;
    const deviation = Math.sqrt(300 * 0.25 * 0.75);
    expect(Math.abs(held - 75)).toBeLessThan(4 * deviation);
  });

  it("grows with the share: what is held out stays so under a larger one", async () => {
    const little = await sides(inputs, { validation: 0.1 });
    const more = await sides(inputs, { validation: 0.3 });
    for (const [id, side] of little) if (side === "validation") expect(more.get(id)).toBe("validation");
  });

  it("takes a text, the chat of that one question, and either under a system prompt for the same", () => {
    const same = (question: string): Prompt[] => [
      question,
      [{ role: "user", content: question }],
      [
        { role: "system", content: "Be kind." },
        { role: "user", content: question },
      ],
    ];
    for (let i = 0; i < 100; i++) {
      expect(new Set(same(`q${i}`).map((prompt) => splitOf(prompt, 3, 0.5))).size).toBe(1);
    }
  });

  it("holds nothing out for a share of 0", async () => {
    expect(new Set((await sides(inputs, { validation: 0 })).values())).toEqual(new Set(["train"]));
  });
});
