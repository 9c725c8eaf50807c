import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type ReportFlags, report } from "../../src/cli/report.ts";
import { PstarError } from "../../src/errors.ts";
import { inspectRun } from "../../src/inspect/index.ts";
import { reportHtml } from "../../src/report/html.ts";
import { edited, lastingFolder, latestRun, reading, runText, tiny } from "../pipeline/tiny.ts";
import { pstar, temporaryFolder } from "./child.ts";

const folder = lastingFolder();
const db = join(folder, "runs", "tiny.db");
const short = edited(tiny, ["steps: 150", "steps: 60"], ["steps: 100", "steps: 20"]);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("pstar report", () => {
  beforeAll(async () => {
    mkdirSync(join(folder, "runs"));
    await runText(short, db);
    await runText(edited(short, ["fractions: [0.25]", "fractions: [0.5]"]), db, { through: "estimate" });
  });

  it("writes the last run of the only database, and says where and the verdict", () => {
    const here = temporaryFolder();
    const { code, stdout, stderr } = pstar(["report"], here, process.execPath, { PSTAR_HOME: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { head, verdict } = reading(db, (store) => inspectRun(store, latestRun(store)));
    expect(head.id).toBe("r2");
    expect(stdout).toMatch(/^Report: tiny-r2\.html\n/);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(`${verdict.kind}: ${verdict.sentence}`);
    const written = readFileSync(join(here, "tiny-r2.html"), "utf8");
    expect(written).toBe(reading(db, (store) => reportHtml({ store, run: 2 })));
    expect(written).toMatch(/^<!doctype html>[\s\S]+<\/html>\n$/);
  });

  it("writes any run to any place, by its id, its database or both", () => {
    const first = pstar(["report", "r1", "--db", db, "-o", "-"], folder);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toBe(reading(db, (store) => reportHtml({ store, run: 1 })));
    expect(pstar(["report", `${db}:r1`, "-o", "a.html"], folder).code).toBe(0);
    expect(readFileSync(join(folder, "a.html"), "utf8")).toBe(first.stdout);
    expect(pstar(["report", db, "-o", "-"], folder).stdout).toContain(
      "<code>r2</code> of <code>tiny.db</code>",
    );
  });

  it("compares two runs, and prints JSON", () => {
    const { code, stdout } = pstar(["report", "r1", "--compare", "r2", "-o", "both.html", "--json"], folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ path: "both.html", run: "r1", name: "tiny", figures: [] });
    const both = readFileSync(join(folder, "both.html"), "utf8");
    expect(JSON.parse(stdout).bytes).toBe(Buffer.byteLength(both));
    expect(both).toContain("fractions: [0.5]");
    expect(both).toContain("What differs");
  });

  it("writes every figure as SVG, PNG and CSV", () => {
    const { code, stdout } = pstar(
      ["report", "r1", "--figures", "figures", "-o", "b.html", "--json"],
      folder,
    );
    expect(code).toBe(0);
    const { figures } = JSON.parse(stdout) as { figures: string[] };
    expect(figures.map((path) => path.split("/").at(-1)).sort()).toEqual(
      readdirSync(join(folder, "figures")).sort(),
    );
    expect(figures.length).toBeGreaterThan(8);
    for (const path of figures) {
      const start = readFileSync(join(folder, path)).subarray(0, 4).toString("latin1");
      expect(start, path).toMatch(path.endsWith("svg") ? /^<svg/ : path.endsWith("png") ? /^.PNG/ : /^[\w"]/);
    }
  });

  it("says in a line what is wrong, and writes nothing then", async () => {
    const here = temporaryFolder();
    vi.stubEnv("PSTAR_HOME", here);
    writeFileSync(join(here, "file"), "");
    const out = { db, out: join(here, "a.html") };
    const wrong: readonly (readonly [string | undefined, ReportFlags, 1 | 2, RegExp])[] = [
      ["r9", out, 2, /there is no run r9/],
      ["x9", out, 2, /"x9" is no run — give its id/],
      ["s3", out, 2, /"s3" is no run/],
      [db, out, 2, /both name a database/],
      [undefined, {}, 2, /no database here/],
      [join(here, "none.db"), {}, 1, /none\.db: cannot be opened/],
      ["r1", { ...out, compare: "r7" }, 2, /there is no run r7/],
      ["r1", { ...out, compare: "none.db:r1" }, 1, /none\.db: cannot be opened/],
      ["r1", { db, out: join(here, "nowhere", "a.html") }, 1, /nowhere\/a\.html: cannot be written/],
      [
        "r1",
        { ...out, figures: join(here, "file", "x") },
        1,
        /file\/x: the folder cannot be made \(ENOTDIR\)/,
      ],
      ["r1", { db, out: "-", json: true }, 2, /cannot both go to standard output/],
    ];
    for (const [run, flags, exitCode, message] of wrong) {
      const error = await report(run, flags).catch((thrown: unknown) => thrown);
      expect(error, String(message)).toBeInstanceOf(PstarError);
      expect((error as PstarError).line).toMatch(message);
      expect((error as PstarError).exitCode, String(message)).toBe(exitCode);
    }
    expect(readdirSync(here)).toEqual(["file"]);
    expect(pstar(["report", "r9", "--db", db])).toEqual({
      code: 2,
      stdout: "",
      stderr: `pstar: ${db}: there is no run r9\n`,
    });
  });

  it("tells of a run that got no further than its answers", async () => {
    await runText(short, db, { through: "generate" });
    const written = reading(db, (store) => reportHtml({ store, run: latestRun(store) }));
    for (const words of [
      "No verifier has scored them yet",
      "Nothing was selected yet",
      "No verifier has chosen",
    ])
      expect(written).toContain(words);
    expect(written).not.toMatch(/undefined|NaN|\[object/);
  });
});
