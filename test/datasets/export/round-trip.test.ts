import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CuratedCandidate, CuratedInput } from "../../../src/datasets/curated.ts";
import { type ExportResult, exportDataset } from "../../../src/datasets/export/export.ts";
import { exportFormats } from "../../../src/datasets/export/formats/index.ts";
import { type ExportedRow, readExport } from "../../../src/datasets/export/read-export.ts";
import type { Message, Prompt } from "../../../src/datasets/record.ts";
import { nastyChat, nastyText, optionsFor, randomInputs, scratch } from "./samples.ts";

/** The row a format should have, written out by hand from the trainer's documentation; null where it can't have one. */
type Expected = (asked: Prompt, output: string) => object | null;

const user = (content: string): Message => ({ role: "user", content });
const assistant = (content: string): Message => ({ role: "assistant", content });
const chat = (prompt: Prompt): readonly Message[] => (typeof prompt === "string" ? [user(prompt)] : prompt);

const expected: Readonly<Record<string, Expected>> = {
  "trl-prompt-completion": (prompt, output) =>
    typeof prompt === "string"
      ? { prompt, completion: output }
      : { prompt, completion: [{ role: "assistant", content: output }] },
  messages: (prompt, output) => ({ messages: [...chat(prompt), assistant(output)] }),
  openai: (prompt, output) => {
    const all = [...chat(prompt), assistant(output)];
    if (all.some(({ content }) => content === "")) return null;
    return {
      messages: all.map((turn, i) =>
        turn.role === "assistant" && i < all.length - 1 ? { ...turn, weight: 0 } : turn,
      ),
    };
  },
  alpaca: (prompt, output) => {
    const turns = chat(prompt);
    if (turns.at(-1)!.content === "" || turns.length > 2) return null;
    if (turns.length === 1) return { instruction: turns[0].content, input: "", output };
    return turns[0].content === ""
      ? { instruction: turns[1].content, input: "", output }
      : { instruction: turns[0].content, input: turns[1].content, output };
  },
  axolotl: (prompt, output) => ({
    messages: [
      ...chat(prompt).map((turn) => ({ ...turn, training: false })),
      { ...assistant(output), training: true },
    ],
  }),
};

const perCandidate = exportFormats.filter(({ per }) => per === "candidate");
const combinations = perCandidate.flatMap(({ name, files }) =>
  files.flatMap((file) => (["texts", "chats"] as const).map((kind) => ({ name, file, kind }))),
);

const promptsOf = { texts: nastyText, chats: nastyChat };

async function exported(
  inputs: readonly CuratedInput[],
  options: Parameters<typeof optionsFor>[2],
): Promise<{ folder: string; result: ExportResult; rows: ExportedRow[] }> {
  const folder = join(scratch(), "out");
  const result = await exportDataset(inputs, optionsFor(inputs, folder, options));
  const rows: ExportedRow[] = [];
  await readExport(folder, (row) => rows.push(row));
  return { folder, result, rows };
}

describe("an export read back", () => {
  it.each(combinations)("has the rows written: $name as $file, $kind", async ({ name, file, kind }) => {
    const inputs = randomInputs(300, 5, promptsOf[kind]);
    const { result, rows } = await exported(inputs, { format: name, file });
    const wanted = inputs.flatMap(({ input, candidates }) =>
      candidates
        .filter(({ kept }) => kept)
        .map(({ id, output }) => ({ id, row: expected[name](input, output) })),
    );
    const written = new Map(rows.map(({ row, origin }) => [origin.candidates[0].id, row]));
    expect(written).toEqual(new Map(wanted.flatMap(({ id, row }) => (row === null ? [] : [[id, row]]))));
    const leftOut = Object.values(result.leftOut).reduce((sum, n) => sum + n, 0);
    expect(rows.length + leftOut).toBe(wanted.length);
    expect(leftOut).toBe(wanted.filter(({ row }) => row === null).length);
  });

  it.each(["jsonl", "parquet"] as const)(
    "puts the system prompt before chats that have none: %s",
    async (file) => {
      for (const system of ["", "Be brief.\n"]) {
        const inputs = randomInputs(120, 6, (random) =>
          random.integer(2) === 0 ? nastyText(random) : nastyChat(random),
        );
        const { rows } = await exported(inputs, { format: "trl-prompt-completion", file, system });
        const byId = new Map(inputs.map(({ id, input }) => [id, chat(input)]));
        for (const { row, origin } of rows) {
          const own = byId.get(origin.input)!;
          expect(row.prompt).toEqual(
            own[0].role === "system" ? own : [{ role: "system", content: system }, ...own],
          );
        }
      }
    },
  );

  it("has each input's best kept candidate and its worst of a lower score and another text", async () => {
    for (const kind of ["texts", "chats"] as const) {
      const inputs = randomInputs(400, 9, promptsOf[kind]);
      const { result, rows } = await exported(inputs, { format: "preference", file: "parquet" });
      const pairs = new Map(rows.map((one) => [one.origin.input, one]));
      for (const { id, input, candidates } of inputs) {
        const allowed = allowedPairs(candidates);
        const found = pairs.get(id);
        expect(found === undefined, id).toBe(allowed.length === 0);
        if (found === undefined) continue;
        const texts = ["chosen", "rejected"].map((name) => found.row[name]);
        const outputs = kind === "texts" ? texts : texts.map((value) => (value as Message[])[0].content);
        expect(allowed).toContainEqual(outputs);
        expect(found.row.prompt).toEqual(input);
        const ids = found.origin.candidates.map((one) => candidates.find((c) => c.id === one.id)!.output);
        expect(ids).toEqual(outputs);
      }
      const leftOut = Object.values(result.leftOut).reduce((sum, n) => sum + n, 0);
      expect(rows.length + leftOut).toBe(inputs.length);
      expect(Object.keys(result.leftOut).length).toBeGreaterThan(2);
    }
  });

  it("leaves out texts that UTF-8 can't hold, and says so", async () => {
    const broken = { id: "c1", sourceId: null, output: "half \ud83d", score: 1, kept: true };
    const sound = { ...broken, id: "c2", output: "whole \ud83d\ude00" };
    const inputs = [{ id: "e1", input: "?", candidates: [broken, sound] }];
    const { result, rows } = await exported(inputs, { file: "jsonl", validation: 0 });
    expect(rows.map(({ origin }) => origin.candidates[0].id)).toEqual(["c2"]);
    expect(Object.entries(result.leftOut)).toEqual([[expect.stringContaining("Unicode"), 1]]);
  });

  it("writes JSON Lines that no reader splits elsewhere, and no column but the format's", async () => {
    const inputs = randomInputs(200, 3, nastyText);
    const { folder, rows } = await exported(inputs, { format: "trl-prompt-completion", validation: 0 });
    const file = readFileSync(join(folder, "train.jsonl"), "utf8");
    const lines = file.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
    expect(lines.length).toBe(rows.length + 1);
    for (const line of lines.slice(0, -1)) {
      expect(Object.keys(JSON.parse(line))).toEqual(["prompt", "completion"]);
    }
    expect(existsSync(join(folder, "validation.jsonl"))).toBe(false);
  });
});

/** By brute force: every (chosen, rejected) of outputs that the rule allows, ties in any order. */
function allowedPairs(candidates: readonly CuratedCandidate[]): string[][] {
  const scored = candidates.filter(({ score }) => !Number.isNaN(score));
  const kept = scored.filter((one) => one.kept);
  const best = kept.filter((one) => kept.every((other) => other.score <= one.score));
  return best.flatMap((chosen) => {
    const others = scored.filter((one) => one.score < chosen.score && one.output !== chosen.output);
    const worst = others.filter((one) => others.every((other) => other.score >= one.score));
    return worst.map((one) => [chosen.output, one.output]);
  });
}
