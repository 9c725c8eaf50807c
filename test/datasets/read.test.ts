import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { readRecords } from "../../src/datasets/read.ts";
import { all, failure, gzip, temporaryFiles, toCsv, toJsonl, toParquet } from "./files.ts";

const write = temporaryFiles();
const rows = [
  { name: "a", size: 1.5, good: true },
  { name: 'two\nlines, “quoted” "so"', size: -2, good: false },
  { name: "λ 🙂", size: 1e-9, good: true },
];
const texts = rows.map(({ name, size, good }) => ({ name, size: String(size), good: String(good) }));
const values = async (path: string): Promise<unknown[]> =>
  (await all(readRecords(path))).map((row) => ("value" in row ? row.value : row));
const lines = async (path: string): Promise<number[]> =>
  (await all(readRecords(path))).map(({ line }) => line);

describe("readRecords", () => {
  it.each([
    ["rows.jsonl", toJsonl(rows)],
    ["rows.ndjson", toJsonl(rows)],
    ["lines.json", toJsonl(rows)],
    ["unnamed", toJsonl(rows)],
    ["crlf.jsonl", toJsonl(rows).replaceAll("\n", "\r\n")],
    ["mark.jsonl", `\uFEFF${toJsonl(rows)}`],
    ["last.jsonl", toJsonl(rows).trimEnd()],
    ["rows.jsonl.gz", gzip(toJsonl(rows))],
    ["misnamed.jsonl", gzip(toJsonl(rows))],
    ["array.json", JSON.stringify(rows)],
    ["pretty.json", `\n${JSON.stringify(rows, null, 2)}\n`],
    ["array.jsonl", JSON.stringify(rows)],
    ["mark.json", `\uFEFF${JSON.stringify(rows)}`],
    ["array.json.gz", gzip(JSON.stringify(rows))],
    ["rows.parquet", toParquet(rows)],
    ["groups.parquet", toParquet(rows, 2)],
  ])("reads the same rows from %s", async (name, content) => {
    expect(await values(write(name, content))).toEqual(rows);
  });

  it.each([
    ["rows.csv", toCsv(rows)],
    ["mark.csv", `\uFEFF${toCsv(rows)}\n`],
    ["rows.csv.gz", gzip(toCsv(rows))],
    ["rows.tsv", toCsv(rows, "\t")],
    [
      "crlf.csv",
      toCsv(rows)
        .replaceAll(/\n(?=["a-z])/g, "\n")
        .replace("good\n", "good\r\n"),
    ],
  ])("reads the same texts from %s", async (name, content) => {
    expect(await values(write(name, content))).toEqual(texts);
  });

  it("gives the same rows whatever the number of gzip's pieces", async () => {
    const parts = rows.map((row) => gzipSync(toJsonl([row])));
    expect(await values(write("pieces.jsonl.gz", Buffer.concat(parts)))).toEqual(rows);
  });

  it("skips blank lines and still counts lines right", async () => {
    expect(await lines(write("blank.jsonl", '\n{"a":1}\n  \n\r\n{"a":2}\n\n'))).toEqual([2, 5]);
    expect(await lines(write("blank.csv", 'a,b\n\n1,"x\ny"\n\r\n2,z\n3,"u\n\nv"\n4,w'))).toEqual([
      3, 6, 7, 10,
    ]);
    expect(await lines(write("blank.json", '[\n{"a":\n1},\n\n{"a":2}, {"a":3}\n]'))).toEqual([2, 5, 5]);
    expect(await lines(write("lines.parquet", toParquet(rows)))).toEqual([1, 2, 3]);
  });

  it("is as well off with rows that span many chunks", async () => {
    const long = [
      { text: "é".repeat(5_000_000) },
      { text: "x" },
      { text: '\\"'.repeat(2_500_000) },
      { text: "y" },
    ];
    for (const [name, content] of [
      ["long.jsonl", toJsonl(long)],
      ["long.json", JSON.stringify(long)],
      ["long.csv", toCsv(long)],
    ] as const) {
      expect(await values(write(name, content)), name).toEqual(long);
    }
  });

  it("takes Python's NaN and Infinity for null, in values and not in texts", async () => {
    const line = '{"a": NaN, "b": [-Infinity, Infinity], "c": "NaN \\" Infinity", "NaN": 1}';
    const expected = { a: null, b: [null, null], c: 'NaN " Infinity', NaN: 1 };
    expect(await values(write("nan.jsonl", `${line}\n${line}`))).toEqual([expected, expected]);
    expect(await values(write("nan.json", `[${line}]`))).toEqual([expected]);
  });

  it("makes dates, large integers, lists and objects of Parquet plain", async () => {
    const data = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "count", data: [3n, 4n], type: "INT64" },
          { name: "large", data: [9007199254740993n, 1n], type: "INT64" },
          { name: "when", data: [new Date(0), new Date(1)], type: "TIMESTAMP" },
          { name: "scores", data: [{ a: 1, b: [2] }, null], type: "JSON" },
        ],
      }),
    );
    expect(await values(write("plain.parquet", data))).toEqual([
      { count: 3, large: "9007199254740993", when: "1970-01-01T00:00:00.000Z", scores: { a: 1, b: [2] } },
      { count: 4, large: 1, when: "1970-01-01T00:00:00.001Z", scores: null },
    ]);
  });

  it("reads only the columns asked for, and no more rows than asked for, where the format can", async () => {
    const path = write("columns.parquet", toParquet(rows, 2));
    const some = await all(readRecords(path, { columns: ["size", "none"], limit: 1 }));
    expect(some).toEqual([{ line: 1, value: { size: 1.5 } }]);
  });

  it.each([true, false])(
    "reads long row groups of Parquet slice by slice, with an index of pages: %s",
    async (offsetIndex) => {
      const count = 200_000;
      const numbers = Array.from({ length: count }, (_, i) => (i % 7 === 0 ? null : Math.sin(i)));
      const words = numbers.map((_, i) => `text ${i % 3 === 0 ? i : i % 10}`);
      const columnData = [
        { name: "number", data: numbers, offsetIndex },
        { name: "word", data: words, offsetIndex },
      ];
      const options = { columnData, rowGroupSize: 150_000, pageSize: 40_000 };
      const path = write(`slices-${offsetIndex}.parquet`, new Uint8Array(parquetWriteBuffer(options)));
      const found = await all(readRecords(path));
      expect(found.length).toBe(count);
      const wrong = found.filter((row, i) => {
        if (!("value" in row)) return true;
        return row.line !== i + 1 || row.value.number !== numbers[i] || row.value.word !== words[i];
      });
      expect(wrong).toEqual([]);
    },
  );

  it("tells how far it has read, up to the whole file", async () => {
    for (const [name, content] of [
      ["progress.jsonl", toJsonl(rows)],
      ["progress.csv.gz", gzip(toCsv(rows))],
      ["progress.parquet", toParquet(rows, 1)],
    ] as const) {
      const path = write(name, content);
      let last = [0, 0];
      const onProgress = (...now: [number, number]): void => {
        expect(now[0]).toBeGreaterThanOrEqual(last[0]!);
        last = now;
      };
      await all(readRecords(path, { onProgress }));
      const size = readFileSync(path).length;
      expect(last, name).toEqual([size, size]);
    }
  });

  it("stops where it is told to", async () => {
    const path = write("abort.jsonl", toJsonl(rows));
    await expect(all(readRecords(path, { signal: AbortSignal.abort() }))).rejects.toThrow(/abort/);
  });
});

describe("a row that can't be read", () => {
  const good = '{"a":1}';
  it.each([
    ["broken JSON", "{'a': 1}", /^is not JSON: Expected property name/],
    ["JSON that ends too early", '{"a": "x', /^is not JSON: Unterminated string/],
    ["a list", "[1, 2]", /^is a list, not an object of fields$/],
    ["a number", "17", /^is a number, not an object of fields$/],
    ["null", "null", /^is null, not an object/],
    ["NaN alone", "NaN", /^is null, not an object/],
    [
      "a million fields",
      `{${Array.from({ length: 1_000_000 }, (_, i) => `"f${i}":1`).join(",")}}`,
      /^has 1000000 fields, more than 16384$/,
    ],
  ])("is reported in its place: %s", async (_, bad, reason) => {
    const found = await all(readRecords(write("bad.jsonl", `${good}\n${bad}\n${good}\n`)));
    expect(found.map(({ line }) => line)).toEqual([1, 2, 3]);
    const [first, second, third] = found;
    expect([first, third]).toEqual([1, 3].map((line) => ({ line, value: { a: 1 } })));
    expect(second).toMatchObject({ line: 2, reason: expect.stringMatching(reason) });
    expect((second as { text: string }).text.slice(0, 5)).toBe(bad.slice(0, 5));
    expect((second as { text: string }).text.length).toBeLessThan(1_010);
  });

  it("is only the one that is not UTF-8", async () => {
    const latin = Buffer.from("é", "latin1");
    const jsonl = Buffer.concat([Buffer.from('{"a":"é"}\n{"a":"'), latin, Buffer.from('"}\n{"a":"z"}\n')]);
    const csv = Buffer.concat([Buffer.from("a\né\n"), latin, Buffer.from("\nz\n")]);
    const array = Buffer.concat([Buffer.from('[{"a":"é"},\n{"a":"'), latin, Buffer.from('"},{"a":"z"}]')]);
    for (const [name, content, line] of [
      ["latin.jsonl", jsonl, 2],
      ["latin.csv", csv, 3],
      ["latin.json", array, 2],
    ] as const) {
      const [before, bad, after] = await all(readRecords(write(name, content)));
      expect(before, name).toMatchObject({ value: { a: "é" } });
      expect(bad, name).toMatchObject({ line, reason: "is not UTF-8" });
      expect(after, name).toMatchObject({ value: { a: "z" } });
    }
  });

  it("of CSV has another number of fields, or quotes that don't fit", async () => {
    const path = write("bad.csv", 'a,b\n1,2,3\n4\n"x"y,5\n6" pipe,7\n8,"open\n');
    expect(await all(readRecords(path))).toEqual([
      { line: 2, reason: "has 3 fields where the header names 2", text: "1,2,3\n" },
      { line: 3, reason: "has 1 fields where the header names 2", text: "4\n" },
      { line: 4, value: { a: '"x"y', b: "5" } },
      { line: 5, value: { a: '6" pipe', b: "7" } },
      { line: 6, reason: "has a quote that is never closed", text: '8,"open\n' },
    ]);
  });

  it("of a JSON array leaves the others whole", async () => {
    const path = write("bad.json", '[{"a":1}, {b}, 5, [{"x":"],"}], {"a":"}]"}]');
    const found = await all(readRecords(path));
    expect(found.map((row) => ("value" in row ? row.value : row.reason.slice(0, 11)))).toEqual([
      { a: 1 },
      "is not JSON",
      "is a number",
      "is a list, ",
      { a: "}]" },
    ]);
  });
});

describe("a file that can't be read", () => {
  const parquet = toParquet(Array.from({ length: 500 }, (_, i) => ({ n: i, text: `text ${i * 7919}` })));
  const damaged = Uint8Array.from(parquet);
  damaged.fill(0xff, 4, 400);
  const packed = gzip(toJsonl(Array.from({ length: 5_000 }, (_, i) => ({ n: Math.sin(i) }))));
  const broken = Uint8Array.from(packed);
  broken.fill(0, 2_000, 2_100);

  it.each<[string, string | Uint8Array, RegExp, 1 | 2]>([
    ["empty.jsonl", "", /has no rows/, 2],
    ["blank.jsonl", "\n \r\n\n", /has no rows/, 2],
    ["empty.json", "[ ]", /has no rows/, 2],
    ["header.csv", "a,b\n", /has no rows/, 2],
    ["empty.csv.gz", gzip(""), /no kind of file|has no rows/, 2],
    ["mark.jsonl", "\uFEFF", /has no rows/, 2],
    ["prose.txt", "Once upon a time", /no kind of file that is read here/, 2],
    ["picture.png", Uint8Array.of(0x89, 0x50, 0x4e, 0x47), /no kind of file/, 2],
    ["sheet.xlsx", Uint8Array.of(0x50, 0x4b, 3, 4, 9), /compressed with zip/, 2],
    ["rows.jsonl.zst", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), /compressed with zstd/, 2],
    ["wide.jsonl", Buffer.from('\uFEFF{"a":1}', "utf16le"), /is in UTF-16/, 2],
    ["twice.csv", "a,b,a\n1,2,3\n", /two columns named "a"/, 2],
    [
      "columns.csv",
      `${Array.from({ length: 1_000_000 }, (_, i) => i).join(",")}\n1\n`,
      /has 1000000 columns/,
      2,
    ],
    ["latin.csv", Buffer.from("é,b\n1,2\n", "latin1"), /header is not UTF-8/, 2],
    ["open.json", '[{"a":1},{"a":', /ends before its list does/, 1],
    ["more.json", '[{"a":1}]\n[{"a":2}]', /goes on after its list/, 1],
    ["cut.jsonl.gz", packed.slice(0, packed.length / 2), /gzip data ends too early/, 1],
    ["broken.jsonl.gz", broken, /gzip data is damaged/, 1],
    ["cut.parquet", parquet.slice(0, parquet.length - 100), /damaged Parquet, or was cut short/, 1],
    ["damaged.parquet", damaged, /damaged Parquet, or was cut short/, 1],
    ["magic.parquet", "PAR1", /damaged Parquet/, 1],
    ["none.parquet", "not parquet", /no kind of file/, 2],
  ])("says so in one line: %s", async (name, content, message, exitCode) => {
    const path = write(name, content);
    const error = await failure(() => all(readRecords(path)));
    expect(error.line).toMatch(message);
    expect(error.line).toContain(name);
    expect(error.line).toContain(" — ");
    expect(error.exitCode).toBe(exitCode);
  });

  it("is none at all, or a folder", async () => {
    const folder = dirname(write("some", ""));
    expect((await failure(() => all(readRecords(`${folder}/nothing.jsonl`)))).line).toMatch(
      /no such file — /,
    );
    const error = await failure(() => all(readRecords(folder)));
    expect(error.line).toMatch(/is a folder, not a file — name one/);
    expect(error.exitCode).toBe(2);
  });
});
