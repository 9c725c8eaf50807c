import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { percent, percentInterval } from "../../../src/format.ts";
import { reportPage } from "../../../src/report/html/page.ts";
import { hostile } from "./hostile.ts";
import { sampleContent, sampleRun } from "./sample-content.ts";
import { tagsOf } from "./tags.ts";

const content = sampleContent();
const page = reportPage(content);
const { document } = parseHTML(page);
const texts = (selector: string): string[] =>
  [...document.querySelectorAll(selector)].map((node) => node.textContent!.replaceAll(/\s+/g, " ").trim());

describe("a report", () => {
  it("is well-formed: every tag is closed where it should be", () => {
    const open: string[] = [];
    for (const { name, isEnd, isVoid } of tagsOf(page)) {
      if (isEnd) expect(open.pop(), page.slice(0, 80)).toBe(name);
      else if (!isVoid) open.push(name);
    }
    expect(open).toEqual([]);
    const parsed = document.querySelectorAll("*").length;
    expect(tagsOf(page).filter(({ isEnd }) => !isEnd)).toHaveLength(parsed);
  });

  it("holds no script, and nothing from elsewhere", () => {
    expect(
      document.querySelectorAll("script, iframe, object, embed, link, base, form, img, image, use"),
    ).toHaveLength(0);
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        expect(name, `${name}="${value}"`).not.toMatch(/^on|^srcset$|^action$|^formaction$/i);
        if (/^(xlink:)?(href|src)$/.test(name))
          expect(value).toMatch(/^(#[a-z]+$|data:text\/csv;charset=utf-8,)/);
        if (name === "style") expect(value).not.toMatch(/url|expression/);
      }
    }
    for (const style of document.querySelectorAll("style"))
      expect(style.textContent).not.toMatch(/@import|url\(/);
    const policy = document.querySelector("meta[http-equiv=Content-Security-Policy]")!;
    expect(policy.getAttribute("content")).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
    expect(policy.previousElementSibling!.getAttribute("charset")).toBe("utf-8");
  });

  it("shows every hostile text whole, and lets none of its characters through that a reader can't see", () => {
    expect(page.replaceAll(/[\n\t\u200c\u200d]/g, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    const warnings = document.querySelectorAll(".warnings li");
    expect(warnings).toHaveLength(hostile.length);
    hostile.forEach((text, i) => {
      const isPlain = !/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text);
      if (isPlain) expect(warnings[i]!.textContent).toBe(text);
    });
    expect(document.querySelector("pre.config")!.textContent).toContain(
      "name: x\n# <script>document.title='owned'</script>",
    );
  });

  it("starts with the verdict, in words, with its sign and what came of it", () => {
    const verdict = document.querySelector("header .verdict")!;
    expect(verdict.querySelector(".word")!.textContent).toMatch(/▲ Training on this should help/);
    expect(verdict.querySelectorAll(".sentence, .outcome")).toHaveLength(2);
    const signs = (["narrow", "no gain", "collapses", "undecided", "unknown"] as const).map((kind) => {
      const run = sampleRun("x");
      const shown = reportPage({ ...content, run: { ...run, verdict: { ...run.verdict, kind } } });
      return parseHTML(shown).document.querySelector(".verdict .sign")!.textContent;
    });
    expect(signs).toEqual(["◐", "=", "▼", "?", "–"]);
  });

  it("has one title, headings in order, landmarks, a table of contents that leads somewhere, and named tables", () => {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(({ tagName }) =>
      Number(tagName[1]),
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, i) => {
      expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
    expect(document.documentElement.getAttribute("lang")).toBe("en");
    for (const landmark of ["header", "nav", "main", "footer"])
      expect(document.querySelector(landmark)).not.toBeNull();
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of document.querySelectorAll("a[href^='#']"))
      expect(ids).toContain(link.getAttribute("href")!.slice(1));
    for (const table of document.querySelectorAll("table")) {
      expect(table.querySelector("caption")!.textContent).not.toBe("");
      for (const head of table.querySelectorAll("th"))
        expect(head.getAttribute("scope")).toMatch(/^(col|row)(group)?$/);
    }
  });

  it("gives in the table of choices the numbers of the inspection", () => {
    const rows = [...document.querySelectorAll("#choices tbody tr:not(.reference):not(.group)")];
    expect(rows).toHaveLength(content.run.cells.length);
    content.run.cells.forEach((cell, i) => {
      const shown = [...rows[i]!.querySelectorAll("td")].map((td) =>
        td.textContent!.replaceAll(/\s+/g, " ").trim(),
      );
      const { estimate, coverage, student, kept } = cell;
      expect(shown[0]).toContain(estimate!.verdict);
      expect(shown.slice(1, 8)).toEqual([
        percent(estimate!.phi),
        percent(estimate!.psi),
        percentInterval(estimate!.pstar),
        percentInterval(estimate!.keptPrecision),
        kept.toLocaleString("en-US"),
        percent(coverage!.inputShare),
        percentInterval(student!.metrics.accuracy!),
      ]);
    });
    expect(
      texts("#choices .mark")
        .filter((text) => /[▲▼=]/.test(text))
        .slice(0, 1)[0],
    ).toBe("▲better +20.0");
    expect(texts("#choices tr.chosen th")).toEqual([expect.stringContaining("in the verdict")]);
    const names = texts("#choices tbody th[scope=row]");
    expect(names.slice(0, 3)).toEqual(["generator", "true answers", "unverified s10"]);
  });

  it("says so where there is nothing to tell yet", () => {
    const run = sampleRun("empty");
    const empty = reportPage({
      ...content,
      drawings: [],
      samples: [],
      run: {
        ...run,
        ...{ cells: [], stages: [], failures: [], warnings: [], artifacts: [], verifiers: [] },
        ...{ generator: null, real: null, error: null, spending: null },
        head: { ...run.head, status: "running", metric: null, finishedAt: null },
        verdict: { kind: "unknown", selection: null, sentence: "Nothing is labelled.", outcome: null },
      },
    });
    for (const words of [
      "Nothing was selected yet",
      "no numbers to draw yet",
      "No verifier has chosen",
      "<strong>running</strong>",
    ])
      expect(empty).toContain(words);
    expect(empty).not.toMatch(/undefined|NaN|null|\[object/);
  });

  it("is the same, byte by byte, for the same run", () => {
    expect(reportPage(sampleContent())).toBe(page);
  });
});

describe("a report of two runs", () => {
  const other = sampleRun("second");
  const run = sampleRun("first");
  const changed = {
    ...other,
    head: { ...other.head, id: "r9", seed: 7, config: `${run.head.config}\nadded: ${hostile[0]}` },
    cells: other.cells.slice(0, 2).map((cell) => ({
      ...cell,
      estimate: { ...cell.estimate!, pstar: { estimate: 0.2, low: 0.15, high: 0.25 } },
    })),
  };
  const both = reportPage({ ...content, run, other: { database: "other.db", run: changed } });
  const { document } = parseHTML(both);
  const table = (caption: string) =>
    [...document.querySelectorAll("#compared table")].find(
      (one) =>
        one.getAttribute("aria-label") === caption ||
        one.parentElement!.getAttribute("aria-label") === caption,
    )!;
  const cellsOf = (row: { querySelectorAll(selector: string): Iterable<{ textContent: string | null }> }) =>
    [...row.querySelectorAll("td")].map((td) => td.textContent!.replaceAll(/\s+/g, " ").trim());

  it("says first what differs", () => {
    expect(document.querySelector("main section")!.id).toBe("compared");
    expect(document.querySelector("#compared p")!.textContent).toContain("other.db");
    const facts = new Map(
      [...table("The two runs").querySelectorAll("tbody tr")].map((row) => [
        row.querySelector("th")!.textContent,
        cellsOf(row),
      ]),
    );
    expect(facts.get("Seed")).toEqual(["42", "7"]);
    expect(facts.has("Status")).toBe(false);
    expect(facts.get("Verdict")).toEqual(["▲ improves", "▲ improves"]);
  });

  it("shows the lines of their files that differ", () => {
    expect([...document.querySelectorAll(".diff .of-second")].map((line) => line.textContent)).toEqual([
      `only B: + added: ${hostile[0]}`,
    ]);
    expect(document.querySelectorAll(".diff .of-first")).toHaveLength(0);
    const same = reportPage({ ...content, run, other: { database: "x.db", run } });
    expect(same).toContain("the same file, to the letter");
  });

  it("sets choices and models side by side, with differences in points", () => {
    const rows = [...table("Choices of both runs").querySelectorAll("tbody tr")].map(cellsOf);
    expect(rows).toHaveLength(3);
    const [{ estimate }] = run.cells as [(typeof run.cells)[number]];
    expect(rows[0]!.slice(1, 6)).toEqual([
      "= no gain",
      "= no gain",
      percentInterval(estimate!.pstar),
      "20.0 [15.0, 25.0]",
      `−${(100 * (estimate!.pstar.estimate - 0.2)).toFixed(1)}`,
    ]);
    expect(rows[2]!.slice(1)).toEqual([
      "? undecided",
      "not there",
      expect.any(String),
      "–",
      "–",
      expect.any(String),
      "–",
      "–",
    ]);
    expect(document.querySelectorAll("#compared td.number strong")).toHaveLength(2);
    const models = [...table("Models of both runs").querySelectorAll("tbody tr")].map(cellsOf);
    expect(models.at(-1)).toEqual(["", "80.0 [77.0, 83.0]", "80.0 [77.0, 83.0]", "0.0"]);
  });
});
