import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTokenizer } from "../../src/tokenizers/load.ts";
import { fixturePath } from "../tokenizers/fixture.ts";
import { pstar, temporaryFolder } from "./child.ts";

const corpus = fixturePath("corpus.txt");

/** A folder with JSONL and CSV of the same 20 rows. */
function rowsFolder(): string {
  const folder = temporaryFolder();
  const rows = Array.from({ length: 20 }, (_, i) => ({
    article: `The council of town ${i} met again.`,
    summary: i === 3 ? null : "The council met.",
    id: i,
  }));
  writeFileSync(join(folder, "news.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const csv = rows.map(({ article, summary, id }) => `${article},${summary ?? ""},${id}\n`);
  writeFileSync(join(folder, "news.csv"), `article,summary,id\n${csv.join("")}`);
  return folder;
}

describe("pstar tokenizer", () => {
  it("writes the folder of a tokenizer trained on a text, and says how it fits", () => {
    const folder = temporaryFolder();
    const made = pstar(["tokenizer", corpus, "--vocabulary", "640", "-o", "made"], folder);
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const [first, second, ...rest] = made.stdout.split("\n");
    expect(first).toMatch(/^made: 640 pieces, trained on 26,313 characters in .* s$/);
    expect(second).toMatch(/^ {2}2\.\d\d characters a token; \d\d\.\d % of the words are split$/);
    expect(rest).toEqual([""]);
    for (const name of ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"]) {
      expect(readFileSync(join(folder, "made", name))).toEqual(readFileSync(fixturePath(`trained/${name}`)));
    }
  });

  it("reads fields of rows of any format, and tells a program", () => {
    const folder = rowsFolder();
    const flags = ["--fields", "article,summary", "--vocabulary", "4096", "--json"];
    const [fromJson, fromCsv] = ["jsonl", "csv"].map((extension) => {
      const { code, stdout } = pstar(["tokenizer", `news.${extension}`, "-o", extension, ...flags], folder);
      expect(code).toBe(0);
      return JSON.parse(stdout);
    });
    const texts = readFileSync(join(folder, "news.csv"), "utf8").replaceAll(/^article.*\n|,\d*$|[,\n]/gm, "");
    expect(fromJson).toMatchObject({
      ...{ folder: "jsonl", texts: 39, asked: 4_096, characters: texts.length },
      ...{ pieces: expect.any(Number), tokens: expect.any(Number) },
      ...{ words: 20 * 6 + 19 * 3, splitWords: 0 },
    });
    expect(fromCsv.sha256).toBe(fromJson.sha256);
    expect(loadTokenizer(join(folder, "csv"))).toMatchObject({
      ...{ vocabularySize: fromCsv.pieces, sha256: fromCsv.sha256 },
    });
    expect(pstar(["tokenizer", "news.csv", "-o", "csv", ...flags.slice(0, 4)], folder).stdout).toMatch(
      /4,096 were asked for, but no other pair of pieces occurs twice/,
    );
  });

  it("replaces another tokenizer only when forced", () => {
    const folder = rowsFolder();
    const train = (...flags: string[]) =>
      pstar(["tokenizer", "news.jsonl", "-o", "made", "--vocabulary", "300", ...flags], folder);
    expect(train("--fields", "article").code).toBe(0);
    expect(train("--fields", "article").code).toBe(0);
    const before = loadTokenizer(join(folder, "made")).sha256;
    const refused = train("--fields", "summary");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^pstar: made\/tokenizer\.json: is another tokenizer.*--force\n$/);
    expect(loadTokenizer(join(folder, "made")).sha256).toBe(before);
    expect(train("--fields", "summary", "--force").code).toBe(0);
    expect(loadTokenizer(join(folder, "made")).sha256).not.toBe(before);
  });

  it("says in one line what is wrong", () => {
    const folder = rowsFolder();
    writeFileSync(join(folder, "bytes.txt"), Buffer.from([0x61, 0xff, 0x62]));
    writeFileSync(join(folder, "broken.jsonl"), '{"article": "a"}\n{"article": \n');
    const complaint = (...args: string[]): string => {
      const { code, stdout, stderr } = pstar(["tokenizer", "-o", "made", ...args], folder);
      expect(stdout).toBe("");
      return `${code} ${stderr}`;
    };
    expect(complaint("missing.txt")).toMatch(/^2 pstar: missing\.txt: no such file.*\n$/);
    expect(complaint("bytes.txt")).toMatch(/^2 pstar: bytes\.txt: is no text in UTF-8.*\n$/);
    expect(complaint("news.jsonl")).toMatch(/^2 pstar: news\.jsonl: holds rows.*--fields article,summary\n$/);
    expect(complaint("news.jsonl", "--fields", "artcle")).toMatch(
      /^2 pstar: news\.jsonl: no row has a text in "artcle" — did you mean "article"\?\n$/,
    );
    expect(complaint("broken.jsonl", "--fields", "article")).toMatch(/^1 pstar: broken\.jsonl:2: .*\n$/);
    expect(complaint(corpus, "--vocabulary", "100")).toMatch(
      /^2 pstar: a vocabulary of 100 pieces.*259.*\n$/,
    );
  });
});
