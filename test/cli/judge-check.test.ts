import { describe, expect, it, onTestFinished } from "vitest";
import { judgeReport } from "../../src/cli/judge-report.ts";
import { startServer } from "../endpoint/server.ts";
import { project, start } from "../endpoint-run/project.ts";
import { pstar } from "./child.ts";

type Report = Parameters<typeof judgeReport>[0]["report"];

const page = { width: 100, stream: process.stdout };
const fine: Report = {
  candidates: 200,
  repeats: 3,
  scores: 590,
  unreadable: 10,
  refused: 0,
  agreement: 0.9,
  lengthCorrelation: 0.5,
  lengthCorrelationGivenLabel: -0.1,
  position: {
    pairs: 100,
    failed: 0,
    first: { estimate: 0.52, low: 0.47, high: 0.57 },
    consistent: { estimate: 0.9, low: 0.83, high: 0.95 },
  },
};

const shownOf = (report: Report): string =>
  judgeReport({ run: "r1", db: "a.db", verifier: "strict", model: "m", report }, page);

/** What of a report is worth a worry. */
const worries = (report: Report): string[] =>
  shownOf(report)
    .split("\n")
    .flatMap((line) => (/^(.+?) {2,}.*▲ worry/.exec(line)?.[1] ?? []) as string | [])
    .map((what) => what.trim());

describe("a judge's report", () => {
  it("worries about nothing where numbers are good", () => {
    expect(worries(fine)).toEqual([]);
    expect(shownOf(fine)).toContain("Nothing here speaks against it.");
    expect(shownOf(fine)).toMatch(/judged 200 calibration answers, each 3 times, and compared 100 pairs/);
  });

  it.each([
    [{ scores: 540, unreadable: 60 }, "readable answers, %"],
    [{ refused: 1 }, "failed requests, %"],
    [{ agreement: 0.66 }, "agreement with itself, α"],
    [{ lengthCorrelationGivenLabel: -0.31 }, "among equally correct answers"],
    [{ lengthCorrelationGivenLabel: null }, "length and score, ρ"],
    [
      { position: { ...fine.position, first: { estimate: 0.4, low: 0.3, high: 0.49 } } },
      "choices of what is first shown, %",
    ],
    [
      { position: { ...fine.position, consistent: { estimate: 0.7, low: 0.6, high: 0.8 } } },
      "same choice in both orders, %",
    ],
  ])("worries where %j", (different, what) => {
    expect(worries({ ...fine, ...different })).toEqual([what]);
  });

  it("says why where something cannot be told", () => {
    const text = shownOf({
      ...fine,
      repeats: 1,
      agreement: null,
      lengthCorrelation: null,
      lengthCorrelationGivenLabel: null,
      position: { pairs: 0, failed: 0, first: null, consistent: null },
    });
    expect(text).toMatch(/agreement with itself, α .* judged once: set `repeats` to 2 or more\n/);
    expect(text.match(/ no input has two different answers\n/g)).toHaveLength(2);
    expect(text).toContain("Nothing that can be told here speaks against it.");
    expect(text).not.toContain("▲");
  });
});

describe("pstar judge", () => {
  it("tells what it will cost, then how far the judge can be trusted; again it costs nothing", async () => {
    const server = await startServer();
    onTestFinished(() => server.close());
    const { file, db } = project(server.url);
    const at = [file, "--db", db];

    const early = pstar(["judge", ...at]);
    expect(early).toMatchObject({ code: 2, stdout: "" });
    expect(early.stderr).toMatch(/^pstar: judge: there are no answers yet .* `pstar generate`\n$/);
    await start(["generate", ...at]).ended;

    const plan = pstar(["judge", ...at, "--pairs", "4", "--dry-run"]);
    expect(plan.stdout).toMatch(
      /^28 questions, none of them answered already\.\nEndpoints are asked at most 28 times/,
    );
    const before = server.stats.requests;
    const first = await start(["judge", ...at, "--pairs", "4"]).ended;
    expect(first.code).toBe(0);
    expect(first.stdout.startsWith(plan.stdout)).toBe(true);
    expect(first.stdout).toMatch(/How far judge \(reader\) can be trusted\n/);
    expect(server.stats.requests - before).toBe(28);

    const again = pstar(["judge", ...at, "--pairs", "4"]);
    expect(again.code).toBe(0);
    expect(first.stdout).toBe(plan.stdout + again.stdout);
    const { report } = JSON.parse(pstar(["judge", ...at, "--pairs", "4", "--json"]).stdout);
    expect(report).toMatchObject({ candidates: 20, scores: 20, position: { pairs: 4 } });
    expect(server.stats.requests - before).toBe(28);
  });
});
