import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { AutoTokenizer } from "@huggingface/transformers";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { tokenizerFiles } from "../../src/tokenizers/files.ts";
import { loadTokenizer } from "../../src/tokenizers/load.ts";
import { trainTokenizer } from "../../src/tokenizers/train.ts";
import { writeTokenizer } from "../../src/tokenizers/write.ts";
import { corpus, fixturePath, python, texts } from "./fixture.ts";

const folder = fixturePath("trained");
const trained = loadTokenizer(folder);

function copyOf(name: string): string {
  const copy = mkdtempSync(join(tmpdir(), "pstar-tokenizer-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(fixturePath(name), copy, { recursive: true });
  return copy;
}

/** Any code points but surrogates, those of one block more often than chance has it. */
function randomText(seed: number): string {
  const random = createRandom(seed);
  const block = random.integer(0x300) * 0x100;
  const points = Array.from({ length: random.integer(60) }, () => {
    const kind = random.integer(5);
    if (kind === 0) return random.integer(0x80);
    if (kind === 1) return block + random.integer(0x100);
    if (kind === 2) return random.integer(0x110000);
    return " '’st\n\u0301"[random.integer(7)]!.codePointAt(0)!;
  });
  return String.fromCodePoint(...points.filter((point) => point < 0xd800 || point > 0xdfff));
}

const randomTexts = Array.from({ length: 500 }, (_, seed) => randomText(seed));

describe("a tokenizer that was trained here", () => {
  it("gives the tokens that Python's tokenizers gives", () => {
    expect(texts.map((text) => [...trained.encode(text)])).toEqual(python.ids);
  });

  it("is loaded by both libraries of models, with the end token after a text", async () => {
    const auto = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
    expect([auto.pad_token_id, auto.eos_token_id, auto.unk_token_id]).toEqual([0, 1, 2]);
    const ended = texts.map((text) => [...trained.encode(text), trained.endToken]);
    expect(texts.map((text) => auto.encode(text))).toEqual(ended);
    expect(python.autoIds).toEqual(ended);
    const decoded = ended.map((ids) => auto.decode(ids, { skip_special_tokens: true }));
    expect(decoded).toEqual(texts);
  });

  it("gives for a text by its words what the library gives for it as a whole", () => {
    const json = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));
    const whole = new Tokenizer(json("tokenizer.json"), json("tokenizer_config.json"));
    for (const text of [...texts, ...randomTexts, corpus]) {
      const { ids } = whole.encode(text, { add_special_tokens: false });
      expect([...trained.encode(text)]).toEqual(ids);
    }
  });

  it("gives any text back", () => {
    for (const text of [...texts, ...randomTexts]) expect(trained.decode(trained.encode(text))).toBe(text);
    expect(trained.decode(trained.encode("half \ud83d"))).toBe("half \ufffd");
  });

  it("reads special tokens that stand in a text as text", () => {
    const { text, ids } = python.literal;
    expect([...trained.encode(text)]).toEqual(ids);
    expect(ids.every((id) => id > 2)).toBe(true);
    expect(trained.decode(ids)).toBe(text);
  });

  it("leaves special tokens and those outside its vocabulary out of a text", () => {
    const [first, ...rest] = trained.encode("Hello, world!");
    expect(trained.decode([0, first!, 1, 640, ...rest, 2, 0, -1])).toBe("Hello, world!");
    expect(trained.decode([0, 0, 1])).toBe("");
    expect(trained).toMatchObject({ vocabularySize: 640, padToken: 0, endToken: 1 });
  });

  it("has a hash that changes with it alone", () => {
    const copy = copyOf("trained");
    expect(loadTokenizer(copy).sha256).toBe(trained.sha256);
    writeTokenizer(copy, trainTokenizer(["other other other"], { vocabularySize: 640 }));
    expect(loadTokenizer(copy).sha256).not.toBe(trained.sha256);
    const names = ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"];
    expect(tokenizerFiles(copy)).toEqual(names.map((name) => join(copy, name)));
  });
});

describe("a tokenizer that was trained elsewhere", () => {
  it.each([
    ["gpt2", { endToken: 400, padToken: 400, vocabularySize: 401 }],
    ["unigram", { endToken: 1, padToken: 0, vocabularySize: 300 }],
  ])("%s gives the tokens it gives there", (name, facts) => {
    const tokenizer = loadTokenizer(fixturePath(name));
    expect(tokenizer).toMatchObject(facts);
    expect(texts.map((text) => [...tokenizer.encode(text)])).toEqual(python.others[name]);
    for (const special of ["<|endoftext|>", "</s>", "<pad>"]) {
      const tokens = [...tokenizer.encode(`a ${special} b`)];
      expect(tokens).not.toContain(tokenizer.endToken);
      expect(tokens).not.toContain(tokenizer.padToken);
    }
    expect(tokenizer.decode(tokenizer.encode("The weather said so ."))).toBe("The weather said so .");
  });
});

describe("loadTokenizer says in one line what is wrong with", () => {
  const complaint = (folder: string): string => {
    try {
      loadTokenizer(folder);
    } catch (error) {
      return (error as { line: string }).line.replace(folder, "FOLDER");
    }
    return "nothing";
  };
  const changed = (file: string, content: string): string => {
    const copy = copyOf("trained");
    writeFileSync(join(copy, file), content);
    return complaint(copy);
  };

  it("a missing file", () => {
    expect(complaint("/nowhere")).toMatch(/^FOLDER\/tokenizer\.json: no such file/);
    const copy = copyOf("trained");
    rmSync(join(copy, "tokenizer_config.json"));
    expect(complaint(copy)).toMatch(/^FOLDER\/tokenizer_config\.json: no such file/);
  });

  it("a file that is no JSON or no tokenizer", () => {
    expect(changed("tokenizer.json", "{")).toMatch(/^FOLDER\/tokenizer\.json: is no JSON — /);
    expect(changed("tokenizer.json", "[]")).toMatch(/tokenizer\.json: is no tokenizer: no JSON object/);
    expect(changed("tokenizer.json", "{}")).toMatch(/tokenizer\.json: is no tokenizer: /);
    expect(changed("tokenizer.json", '{"added_tokens": [null]}')).toMatch(/added_tokens/);
    expect(changed("tokenizer.json", '{"added_tokens": []}')).toMatch(/is no tokenizer: .*model/);
  });

  it("an end token that is not there", () => {
    const line = /^FOLDER\/tokenizer_config\.json: names no end token.*eos_token/;
    expect(changed("tokenizer_config.json", "{}")).toMatch(line);
    expect(changed("tokenizer_config.json", '{"eos_token": "<end>"}')).toMatch(line);
  });
});
