import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { parseCsv } from "../src/csv.ts";

const files = [
  "a,b\n1,2\n",
  "a,b\r\n1,\r\n,2",
  'a,"b ""quoted"", and\nmore"\r\n"",x\r\n',
  "a\n1\n",
  '"=SUM(A1)","<b>","é 😀"\n',
  "",
];

describe("rows of a CSV file", () => {
  it("are those that another reader reads", () => {
    for (const file of files) expect(parseCsv(file)).toEqual(parse(file, { relaxColumnCount: true }));
  });
});
