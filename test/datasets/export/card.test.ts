import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { CardFacts } from "../../../src/datasets/export/card-facts.ts";
import { exportDataset } from "../../../src/datasets/export/export.ts";
import { exportFormats } from "../../../src/datasets/export/formats/index.ts";
import { sizeCategory } from "../../../src/datasets/export/front-matter.ts";
import { readExport } from "../../../src/datasets/export/read-export.ts";
import { cardOf, nastyText, optionsFor, randomInputs, scratch } from "./samples.ts";

const inputs = randomInputs(200, 12, nastyText);

async function cardFor(facts: Partial<CardFacts> = {}, options: Parameters<typeof optionsFor>[2] = {}) {
  const folder = join(scratch(), "out");
  await exportDataset(
    inputs,
    optionsFor(inputs, folder, { card: { ...cardOf(inputs), ...facts }, ...options }),
  );
  return { folder, text: readFileSync(join(folder, "README.md"), "utf8"), ...(await readExport(folder)) };
}

describe("the card of an export", () => {
  it("begins with what Hugging Face reads, as YAML of either version", async () => {
    const { text, card, header } = await cardFor();
    const yaml = text.split("---\n")[1];
    expect(parse(yaml, { version: "1.1" })).toEqual(parse(yaml, { version: "1.2" }));
    const rows = header.data.reduce((sum, data) => sum + data.rows, 0);
    expect(card).toMatchObject({
      pretty_name: "Sums: a | small # set",
      license: "apache-2.0",
      language: ["en", "no"],
      tags: ["synthetic", "pstar"],
      size_categories: [rows < 1000 ? "n<1K" : "1K<n<10K"],
      configs: [{ data_files: header.data.map(({ split, path }) => ({ split, path })) }],
    });
  });

  it("takes names that are YAML's own words or marks, and texts in any script", async () => {
    for (const name of ["no", "null", "1e3", "- a", "'", "a: b # c", "---", "日本語", "two\nlines", "@x"]) {
      const { card, text } = await cardFor({ name });
      expect(card.pretty_name).toBe(name);
      expect(text.split("---\n")[1]).not.toMatch(/pretty_name: (no|null|1e3)\n/);
    }
  });

  it("refuses a licence or a language that Hugging Face has no name for, before anything is written", async () => {
    for (const facts of [{ license: "Apache 2.0" }, { language: ["English"] }, { name: "" }]) {
      await expect(cardFor(facts)).rejects.toThrow("Hugging Face");
    }
    expect((await cardFor({ license: null, language: [] })).card.license).toBe("unknown");
  });

  it("tells the verification with no more digits than the labels bear", async () => {
    const { text } = await cardFor();
    expect(text).toContain(
      "| **numeric** | compares \\| the number | 0.80 [0.75, 0.85] | 0.100 [0.080, 0.130] |",
    );
    expect(text).toContain("0.89 [0.84, 0.93] | 0.951 [0.940, 0.960] |");
    expect(text).toContain("generator error p | 0.31 [0.27, 0.36]");
    expect(text).toContain("P(p < p⋆), the majority kept is correct | >0.99");
    expect(text).toContain("labelled answers | 400");
    expect(text).toContain("## What p⋆ does not promise");
  });

  it("has tables whose rows are as wide as their heads", async () => {
    const { text } = await cardFor();
    const tables = text.split("\n\n").filter((block) => block.startsWith("|"));
    expect(tables.length).toBeGreaterThan(4);
    for (const table of tables) {
      const widths = table.split("\n").map((row) => row.match(/(?<!\\)\|/g)!.length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it("balances its books", async () => {
    const { text, header } = await cardFor({}, { format: "openai" });
    const numbers = (name: string) =>
      [...text.matchAll(new RegExp(`^\\| ${name}[^|]*\\| ([\\d,]+) \\|$`, "gm"))]
        .map(([, n]) => Number(n.replaceAll(",", "")))
        .reduce((sum, n) => sum + n, 0);
    expect(numbers("all")).toBe(numbers("kept") + numbers("dropped"));
    expect(numbers("kept")).toBe(numbers("exported") + numbers("left out"));
    expect(numbers("exported")).toBe(header.data.reduce((sum, data) => sum + data.rows, 0));
    expect(numbers("left out")).toBeGreaterThan(0);
  });

  it("says that nothing is known where nothing is labelled", async () => {
    const verifiers = cardOf(inputs).verifiers.map((one) => ({ ...one, quality: null }));
    const { text } = await cardFor({ estimate: null, verifiers });
    expect(text).toContain("No answer was labelled");
    expect(text).not.toMatch(/\| φ \|/);
  });

  it.each(exportFormats.map(({ name }) => name))(
    "shows how to train on %s, by the files there are",
    async (format) => {
      for (const validation of [0, 0.2]) {
        const { text, folder } = await cardFor({}, { format, validation });
        const use = text.split("## Use\n\n")[1].split("## How it was made")[0];
        if (format !== "axolotl") {
          expect(use).toContain("train.jsonl");
          expect(use.includes("validation.jsonl")).toBe(validation > 0);
          continue;
        }
        const config = parse(readFileSync(join(folder, "axolotl.yaml"), "utf8"));
        const dataset = {
          type: "chat_template",
          ds_type: "json",
          split: "train",
          field_messages: "messages",
          message_property_mappings: { role: "role", content: "content" },
          message_field_training: "training",
        };
        expect(config.datasets).toMatchObject([{ ...dataset, path: "out/train.jsonl" }]);
        if (validation > 0)
          expect(config.test_datasets).toMatchObject([{ ...dataset, path: "out/validation.jsonl" }]);
        else expect(config.test_datasets).toBeUndefined();
      }
    },
  );

  it.each([
    [1, "n<1K"],
    [999, "n<1K"],
    [1000, "1K<n<10K"],
    [123_456, "100K<n<1M"],
    [5e9, "1B<n<10B"],
  ])("sorts %d rows into %s", (rows, size) => {
    expect(sizeCategory(rows)).toBe(size);
  });
});
