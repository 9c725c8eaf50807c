import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { createVerifier, fingerprintVerifier, nameVerifiers } from "../../src/verifiers/index.ts";
import { itemOf, parsed, type Row, verdicts } from "./rules.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pstar verifiers-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): string {
  writeFileSync(join(folder, file), text);
  return `./${file}`;
}

const rows: Row[] = [
  { input: "i", output: "one", reference: "r", fields: { topic: "x" } },
  { output: "three" },
  { output: "" },
];

const judge = (module: string, more: object = {}) =>
  verdicts({ kind: "module", module, ...more }, rows, folder);

async function failure(module: string, more: object = {}): Promise<PstarError> {
  try {
    await judge(module, more);
  } catch (error) {
    if (error instanceof PstarError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("module", () => {
  it("scores by a TypeScript function of one row, given the row and the options", async () => {
    const file = write(
      "length.ts",
      `type Item = { input: string; output: string; reference: string; fields: Record<string, unknown> };
       export default ({ input, output, reference, fields }: Item, options: { bonus?: number }): number =>
         output.length + (options.bonus ?? 0) + (input + reference === "ir" && fields.topic === "x" ? 0.5 : 0);`,
    );
    expect(await judge(file)).toEqual([{ score: 3.5 }, { score: 5 }, { score: 0 }]);
    expect(await judge(file, { options: { bonus: 10 } })).toEqual([
      { score: 13.5 },
      { score: 15 },
      { score: 10 },
    ]);
  });

  it("takes numbers, truth values, scores with and without a word on keeping, and promises of them", async () => {
    const file = write(
      "mixed.mjs",
      `const said = { one: true, three: { score: -2, keep: false }, "": { score: 7 } };
       export default async ({ output }) => said[output];
       export const no = () => false;
       export const nothing = () => NaN;`,
    );
    expect(await judge(file)).toEqual([{ score: 1, keep: true }, { score: -2, keep: false }, { score: 7 }]);
    expect(await judge(file, { export: "no" })).toEqual(rows.map(() => ({ score: 0, keep: false })));
    expect(await judge(file, { export: "nothing" })).toEqual(rows.map(() => ({ score: Number.NaN })));
  });

  it("fails only the row that the function throws on or says nothing of, with the error and its line", async () => {
    const file = write(
      "throws.ts",
      `export default ({ output }: { output: string }) => {
        if (output === "three") throw new TypeError("too many");
        if (output === "") return "good";
        return 1;
      };
      export const rejects = async () => { throw "just a text"; };`,
    );
    const [right, thrown, wrong] = await judge(file);
    expect(right).toEqual({ score: 1 });
    expect(thrown!.score).toBeNaN();
    expect(thrown!.error).toBe(`${join(folder, "throws.ts")}:2: too many`);
    expect(wrong!.error).toBe("the function returned good, not a number, true, false or { score, keep }");
    for (const { score, error } of await judge(file, { export: "rejects" })) {
      expect(score).toBeNaN();
      expect(error).toMatch(/just a text$/);
    }
  });

  it("gives all rows of a batch at once to an export named batch", async () => {
    const file = write(
      "batch.ts",
      `export const batch = async (items: { output: string }[]) => items.map((_, i) => i / items.length);`,
    );
    expect(await judge(file)).toEqual([{ score: 0 }, { score: 1 / 3 }, { score: 2 / 3 }]);
    const short = write("short.ts", "export const batch = () => [1];");
    expect((await failure(short)).line).toMatch(
      /`batch` returned 1 verdicts for 3 rows — return one verdict/,
    );
    const broken = write("broken-batch.ts", 'export const batch = () => { throw new Error("down"); };');
    for (const { score, error } of await judge(broken)) {
      expect(score).toBeNaN();
      expect(error).toMatch(/down/);
    }
  });

  it("is loaded once, at the first rows, and again once it has changed", async () => {
    const file = write("counts.mjs", "let calls = 0; export default () => ++calls;");
    const options = parsed({ kind: "module", module: file });
    const context = {
      task: { name: "", wellFormed: () => true, judge: () => expect.fail("no task is asked") },
    };
    const verifier = createVerifier("mine", options, { ...context, folder });
    const items = rows.map(itemOf);
    const said = [...(await verifier.score(items)), ...(await verifier.score(items))];
    expect(said.map(({ score }) => score)).toEqual([1, 2, 3, 4, 5, 6]);
    const before = fingerprintVerifier(options, folder);
    write("counts.mjs", "export default () => -1;");
    expect(fingerprintVerifier(options, folder)).not.toBe(before);
    expect(await judge(file)).toEqual(rows.map(() => ({ score: -1 })));
  });

  it("refuses in one line what cannot be read or exports no function", async () => {
    const missing = await failure("./missing.ts");
    expect(missing.where).toBe(join(folder, "missing.ts"));
    expect(missing.line).toMatch(/no such file — relative paths start at/);
    mkdirSync(join(folder, "folder.ts"), { recursive: true });
    expect((await failure("./folder.ts")).message).toBe("is a folder");
    const none = await failure(write("none.ts", "export const check = 5; export const other = 1;"));
    expect(none.line).toMatch(
      /exports no function "default", only check, other — write `export default \(item\)/,
    );
    const named = await failure(write("named.ts", "export default () => 1;"), { export: "check" });
    expect(named.line).toMatch(/exports no function "check", only default — write `export const check/);
    for (const { exitCode, line } of [missing, none, named]) {
      expect(exitCode).toBe(2);
      expect(line).not.toContain("\n");
    }
  });

  it("has a name for each of several", () => {
    const list = ["./a/first.ts", "second.mjs"].map((module) => parsed({ kind: "module", module }));
    expect(nameVerifiers(list)).toEqual(["module-first", "module-second"]);
  });
});

/** What Node itself makes of a module, without the test runner's own loader between. */
function errorLine(file: string): string {
  const program = `
    import { createVerifier } from ${JSON.stringify(new URL("../../src/verifiers/index.ts", import.meta.url).href)};
    const context = { task: { wellFormed: () => true }, folder: ${JSON.stringify(folder)} };
    const item = { example: { input: "", reference: "" }, output: "abc", fields: {} };
    try {
      const said = await createVerifier("m", { kind: "module", module: ${JSON.stringify(file)} }, context).score([item]);
      console.log(JSON.stringify(said));
    } catch (error) {
      console.log(error.line);
    }`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  return stdout.trim().replaceAll(folder, "") || stderr;
}

describe("a module loaded by Node", () => {
  it("says file and line of a syntax error, in TypeScript and in JavaScript", () => {
    const text = "export default (item) => {\n  return item.output.length +;\n};\n";
    expect(errorLine(write("syntax.ts", text))).toMatch(
      /^\/syntax\.ts:2: cannot be loaded: Expression expected — mend/,
    );
    expect(errorLine(write("syntax.mjs", text))).toMatch(
      /^\/syntax\.mjs:2: cannot be loaded: Unexpected token ';' — /,
    );
  });

  it("says what else keeps it from loading", () => {
    expect(errorLine(write("enum.ts", "enum A { B }\nexport default () => A.B;"))).toMatch(
      /^\/enum\.ts:1: .*enum/,
    );
    const dependency = write("dependency.ts", 'import x from "no-such-package";\nexport default () => x;');
    expect(errorLine(dependency)).toMatch(/^\/dependency\.ts: .*'no-such-package'/);
    expect(errorLine(write("top.ts", '\n\nthrow new Error("boo");'))).toMatch(
      /^\/top\.ts:3: cannot be loaded: boo/,
    );
  });

  it("runs, with what it imports", () => {
    write("helper.ts", "export const twice = (x: number): number => 2 * x;");
    const text =
      'import { twice } from "./helper.ts";\nexport default ({ output }: { output: string }) => twice(output.length);';
    expect(errorLine(write("imports.ts", text))).toBe('[{"score":6}]');
  });
});
