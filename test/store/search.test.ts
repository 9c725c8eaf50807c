import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import {
  beginStage,
  indexAnswered,
  indexNext,
  openSearcher,
  openSearchIndex,
  openStore,
  rowId,
  type SearchedStages,
  type SearchIndex,
  type Store,
  writeCandidates,
  writeExamples,
} from "../../src/store/index.ts";
import { newRun } from "./made.ts";
import { temporaryFolder, temporaryStore } from "./temporary.ts";

/** A stage of candidates with these outputs, each of an input of its own. */
function stageOf(
  store: Store,
  outputs: readonly (string | null)[],
  inputs: readonly string[] = [],
): SearchedStages {
  const runId = newRun(store);
  const plan = { key: "import", kind: "import", name: "file", version: 1, options: {}, inputs: [], runId };
  const stage = beginStage(store, plan).id;
  append(store, stage, 0, outputs, inputs);
  return { stage, fingerprint: "one", examples: stage, examplesFingerprint: "one" };
}

function append(
  store: Store,
  stage: number,
  start: number,
  outputs: readonly (string | null)[],
  inputs: readonly string[] = [],
): void {
  const examples = outputs.map((_, i) => ({ input: inputs[i] ?? "", reference: "", split: "imported" }));
  writeExamples(store, stage, start, examples);
  const error = "no answer";
  const rows = outputs.map((output, i) => ({ exampleId: rowId(stage, start + i), sample: 0, output }));
  writeCandidates(
    store,
    stage,
    start,
    rows.map((row) => (row.output === null ? { ...row, error } : row)),
  );
}

function opened(path: string): SearchIndex {
  const index = openSearchIndex(path);
  onTestFinished(() => index.close());
  return index;
}

/** Positions of the candidates whose output has every word of what was typed, and of the inputs that have. */
function finder(path: string, { stage, examples }: SearchedStages) {
  const searcher = openSearcher(path);
  onTestFinished(() => searcher.close());
  const all = (typed: string, of: "outputs" | "inputs"): number[] => {
    const words = searcher.find(typed, stage, examples).map((word) => new Set(word[of]));
    const [first = new Set<number>(), ...others] = words;
    return [...first].filter((row) => others.every((word) => word.has(row)));
  };
  return {
    outputs: (typed: string) => all(typed, "outputs"),
    inputs: (typed: string) => all(typed, "inputs"),
  };
}

/** What a search finds among some outputs. */
function search(outputs: readonly string[], inputs: readonly string[] = []) {
  const store = temporaryStore();
  const stages = stageOf(store, outputs, inputs);
  const path = join(temporaryFolder(), "made.search-index");
  indexNext(opened(path), store, stages, 1000);
  return finder(path, stages);
}

describe("a search", () => {
  const texts = [
    "The Crème brûlée of Zürich",
    "a creme brulee, and the rest",
    "brulee of creme",
    "3.07 and -3.07 and 12",
    "ends with 3.07.",
    "東京都に住んでいます",
    "北京大学 und 東大",
    "rocket 🚀 launch",
    "IΣΤΑΝΒΟΥΛ ΟΔΟΣ",
    "well-known foo_bar x²=4 a/b",
    "ไทยแลนด์",
    "-3.071",
  ];

  it.each([
    ["folds case and diacritics", "BRÛLÉE creme", [0, 1, 2]],
    ["wants every word", "brulee rest", [1]],
    ["keeps the order of a phrase", '"creme brulee"', [0, 1]],
    ["takes a phrase that is not closed", 'the "creme bru', []],
    ["takes the last word for a beginning", "creme bru", [0, 1, 2]],
    ["from three characters on", "creme br", []],
    ["but no other word", "cre brulee", []],
    ["and none within quotes", '"cre"', []],
    ["knows a number with its sign", "-3.07", [3, 11]],
    ["and without", "3.07", [3, 4]],
    ["and within quotes that very one", '"-3.07"', [3]],
    ["finds no number in another one's digits", "07", []],
    ["finds any part of Chinese and Japanese", "東京", [5]],
    ["finds one character", "京", [5, 6]],
    ["finds parts in their order only", "京東", []],
    ["finds Thai without its marks", "ไทย", [10]],
    ["finds pictures", "🚀", [7]],
    ["folds Greek", "οδος", [8]],
    ["goes through punctuation as one phrase", "well-known", [9]],
    ["takes numbers that look otherwise", "x2=4", [9]],
    ["finds nothing where there is nothing to look for", "...", []],
    ["finds nothing for nothing", "", []],
  ])("%s: %s", (_, typed, expected) => {
    expect(search(texts).outputs(typed)).toEqual(expected);
  });

  it("takes typographic quotes as quotes", () => {
    expect(search(texts).outputs("“creme brulee”")).toEqual([0, 1]);
  });

  it("reads a chat as what was said in it", () => {
    const store = temporaryStore();
    const runId = newRun(store);
    const plan = { key: "import", kind: "import", name: "file", version: 1, options: {}, inputs: [], runId };
    const stage = beginStage(store, plan).id;
    const input = JSON.stringify([{ role: "system", content: 'say "hello" nicely' }]);
    writeExamples(store, stage, 0, [{ input, reference: "", split: "imported", format: "chat" }]);
    writeCandidates(store, stage, 0, [{ exampleId: rowId(stage, 0), sample: 0, output: "x" }]);
    const stages = { stage, fingerprint: "one", examples: stage, examplesFingerprint: "one" };
    const path = join(temporaryFolder(), "chat.search-index");
    indexNext(opened(path), store, stages, 10);
    const { inputs } = finder(path, stages);
    expect(inputs('"hello nicely"')).toEqual([0]);
    expect(inputs("content")).toEqual([]);
    expect(inputs("system")).toEqual([]);
  });

  it("never takes what was typed for syntax", () => {
    const hostile = [
      'apple" OR "banana',
      "apple OR banana",
      "apple AND",
      "NOT apple",
      "NEAR(apple banana)",
      "apple NEAR/2 banana",
      "text:apple",
      "outputs:apple",
      "{text}: apple",
      "apple*",
      "*",
      "^apple",
      "(apple",
      ")",
      "''",
      "'; DROP TABLE outputs; --",
      "apple + banana",
      "- apple",
      "\0",
      "app\0le",
      "\ud800",
      "\u202eapple",
      "\x1b[31mapple",
      '"',
      '""',
      '" "',
      "\\",
      "%",
      "_",
      "apple\nbanana",
      `${"apple ".repeat(5000)}`,
      `"${"x".repeat(5000)}`,
      "a".repeat(100_000),
      "{}[]<>|&^~`@#$:;,.?!/",
      "🏳️‍🌈",
      "\ue000\ue001",
    ];
    const found = search(["apple banana", "banana", "OR AND NOT NEAR"]);
    for (const typed of hostile)
      expect(() => found.outputs(typed), JSON.stringify(typed.slice(0, 40))).not.toThrow();
    expect(found.outputs("apple OR banana")).toEqual([]);
    expect(found.outputs("NOT OR")).toEqual([2]);
    expect(found.outputs('apple" OR "banana')).toEqual([]);
    expect(found.outputs("text:apple")).toEqual([]);
    expect(found.outputs("^apple")).toEqual([0]);
    const random = createRandom(5);
    const characters = Array.from("\"'*()^:{}-+. \0\t\n€🙂é京3.0ab\\~NEARORNOT");
    for (let i = 0; i < 500; i++) {
      const typed = Array.from(
        { length: random.integer(12) },
        () => characters[random.integer(characters.length)],
      ).join("");
      expect(() => found.outputs(typed), JSON.stringify(typed)).not.toThrow();
    }
  });

  it("finds any text by any of its words and by any run of them", () => {
    const random = createRandom(9);
    const alphabet = Array.from("abcdeéÅßжЖ京都한글0123");
    const outputs = Array.from({ length: 60 }, () =>
      Array.from({ length: 1 + random.integer(8) }, () =>
        Array.from({ length: 1 + random.integer(5) }, () => alphabet[random.integer(alphabet.length)]).join(
          "",
        ),
      ).join(" "),
    );
    const found = search(outputs);
    outputs.forEach((text, row) => {
      const own = text.split(" ");
      for (const word of own) expect(found.outputs(word), word).toContain(row);
      const from = random.integer(own.length);
      expect(found.outputs(`"${own.slice(from, from + 3).join(" ")}"`)).toContain(row);
    });
  });
});

describe("an index of texts", () => {
  const place = () => join(temporaryFolder(), "run.search-index");

  it("grows with its stage, and takes answers that come late", () => {
    const store = temporaryStore();
    const stages = stageOf(store, ["apple", null, "fig"], ["one", "two", "three"]);
    const path = place();
    const index = opened(path);
    expect(indexNext(index, store, stages, 2)).toEqual({ rows: 2, isWhole: false });
    const { outputs, inputs } = finder(path, stages);
    expect([outputs("fig"), inputs("three")]).toEqual([[], []]);
    expect(indexNext(index, store, stages, 2)).toEqual({ rows: 3, isWhole: true });
    expect([outputs("fig"), inputs("three")]).toEqual([[2], [2]]);
    append(store, stages.stage, 3, ["grape"], ["four"]);
    expect(indexNext(index, store, stages, 2)).toEqual({ rows: 4, isWhole: true });
    expect([outputs("grape"), inputs("four")]).toEqual([[3], [3]]);
    writeCandidates(store, stages.stage, 1, [
      { exampleId: rowId(stages.stage, 1), sample: 0, output: "late" },
    ]);
    indexAnswered(index, store, stages.stage);
    indexAnswered(index, store, stages.stage);
    expect(outputs("late")).toEqual([1]);
  });

  it("is emptied where the rows are another database's, or fewer than there were", () => {
    const path = place();
    const index = opened(path);
    const first = temporaryStore();
    const stages = stageOf(first, ["apple", "apple"]);
    indexNext(index, first, stages, 10);
    const second = temporaryStore();
    const others = { ...stageOf(second, ["fig", "fig"]), fingerprint: "two", examplesFingerprint: "two" };
    indexNext(index, second, others, 10);
    const { outputs } = finder(path, others);
    expect([outputs("apple"), outputs("fig")]).toEqual([[], [0, 1]]);
    const third = temporaryStore();
    indexNext(
      index,
      third,
      { ...stageOf(third, ["date"]), fingerprint: "two", examplesFingerprint: "two" },
      10,
    );
    expect([outputs("fig"), outputs("date")]).toEqual([[], [0]]);
  });

  it("is written by two at once", () => {
    const store = temporaryStore();
    const stages = stageOf(
      store,
      Array.from({ length: 50 }, (_, i) => `word${i} all`),
    );
    const path = place();
    const indexes = [opened(path), opened(path)];
    for (let i = 0; i < 8; i++) indexNext(indexes[i % 2]!, store, stages, 7);
    expect(finder(path, stages).outputs("all")).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it.each<[string, (path: string) => void]>([
    ["cut off", (path) => truncateSync(path, 5000)],
    [
      "overwritten",
      (path) => {
        const file = openSync(path, "r+");
        for (let at = 100; at < statSync(path).size; at += 512)
          writeSync(file, Buffer.alloc(400, 0xaa), 0, 400, at);
        closeSync(file);
      },
    ],
    ["of another version", (path) => setVersion(path, 99)],
  ])("that is %s is made anew", (_, damage) => {
    const store = temporaryStore();
    const stages = stageOf(store, ["apple"]);
    const path = place();
    const before = openSearchIndex(path);
    indexNext(before, store, stages, 10);
    before.close();
    damage(path);
    const index = opened(path);
    indexNext(index, store, stages, 10);
    expect(finder(path, stages).outputs("apple")).toEqual([0]);
  });

  it("does not take the place of anything else", () => {
    const folder = temporaryFolder();
    const database = join(folder, "other.search-index");
    openStore(database).close();
    const text = join(folder, "text.search-index");
    writeFileSync(text, "notes of mine");
    const directory = join(folder, "folder.search-index");
    mkdirSync(directory);
    const before = readFileSync(database);
    for (const path of [database, text, directory]) {
      expect(() => openSearchIndex(path), path).toThrow(
        expect.objectContaining({ name: "PstarError", where: path }),
      );
    }
    expect(readFileSync(database)).toEqual(before);
    expect(readFileSync(text, "utf8")).toBe("notes of mine");
  });
});

/** SQLite keeps it in its header. */
function setVersion(path: string, version: number): void {
  const file = openSync(path, "r+");
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(version);
  writeSync(file, bytes, 0, 4, 60);
  closeSync(file);
}
