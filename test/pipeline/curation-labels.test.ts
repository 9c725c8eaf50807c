import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { columnsOfRun } from "../../src/pipeline/index.ts";
import { listRuns, readLabels } from "../../src/store/index.ts";
import { curated, curation, drawnFile, type FileCandidate, ofStage, writeLines } from "./curated.ts";
import { reading } from "./tiny.ts";

const { folder, lines, candidates } = drawnFile(1, 60);
const selection = { by: "judge", selector: { kind: "top-share", fraction: 0.3 } };

describe("labels beside the file", () => {
  const beside = `${join(folder, "apart.jsonl")}.labels.jsonl`;
  const label = (id: string, value: number) => `${JSON.stringify({ id, label: value })}\n`;
  const run = () => {
    const path = writeLines(folder, lines, "apart.jsonl");
    return curated(curation(path, { select: selection }), folder, { db: join(folder, "apart.db") });
  };
  const labelsNow = () =>
    ofStage(join(folder, "apart.db"), "label", (store, { id, books }) => {
      const { positions, values } = readLabels(store, id);
      return { books, values: new Map([...positions].map((at, i) => [candidates[at]!.id, values[i]])) };
    });
  const own = new Map(candidates.flatMap(({ id, ok }) => (ok === null ? [] : [[id, ok] as const])));

  it("win over its own, are counted where they are of no row, and change neither import nor scores", async () => {
    const [mine] = own.keys();
    const unlabelled = candidates.find(({ ok }) => ok === null)!.id;
    await run();
    writeFileSync(beside, label(mine!, 0.25) + label(unlabelled, 1) + label("of no row", 1));
    const given = await run();
    expect(given.reused.map((stage) => stage.split(":")[0])).toEqual([
      "import",
      "verify",
      "verify",
      "select",
    ]);
    expect(given.done.map((stage) => stage.split(":")[0])).toEqual(["label", "estimate"]);
    expect(labelsNow().values).toEqual(new Map([...own, [mine!, 0.25], [unlabelled, 1]]));
    expect(labelsNow().books).toEqual({ input: own.size + 2, kept: own.size + 1, rejected: 1, failed: 0 });
    expect(given.estimate!.labelled).toBe(own.size + 1);
    expect(given.selection!.estimate!.labels).toBe(own.size + 1);

    appendFileSync(beside, label(unlabelled, 0));
    const changed = await run();
    expect(changed.reused[0]).toBe("import: apart.jsonl");
    expect(changed.done.map((stage) => stage.split(":")[0])).toEqual(["label", "estimate"]);
    expect(labelsNow().values.get(unlabelled)).toBe(0);
    rmSync(beside);
    expect((await run()).done).toEqual([]);
  });

  it("drawn by a design count for the rows of their stratum, in a selection, a curation and a run of the store", async () => {
    // Twice as many labels above the cut as below, of rows that the judge has a score for.
    const scored = candidates.filter(({ judge }) => judge !== null);
    const strata = [scored.filter(({ judge }) => judge! < 1), scored.filter(({ judge }) => judge! >= 1)];
    const drawn = [strata[0]!.slice(0, 20), strata[1]!.slice(0, 40)];
    const truth = ({ line }: FileCandidate) => Number(line % 3 === 0);
    const design = { design: { score: "judge", cuts: [1] }, batch: drawn.flat().map(({ id }) => id) };
    const bare = lines.map(({ ok: _, passed: __, ...line }) => line);
    const path = writeLines(folder, bare, "drawn.jsonl");
    writeFileSync(
      `${path}.labels.jsonl`,
      `${JSON.stringify(design)}\n${drawn
        .flat()
        .map((row) => label(row.id, truth(row)))
        .join("")}`,
    );
    const other = join(folder, "drawn.db");
    const { fields: _, ...source } = curation(path).source;
    const written = {
      ...curation(path, { select: { ...selection, selector: { kind: "threshold", threshold: 1 } } }),
      source: { ...source, fields: { scores: ["judge"] } },
    };
    const { estimate, selection: chosen } = await curated(written, folder, { db: other });

    // Rows without a score are stood for by the nearest stratum, that below the cut.
    const missing = candidates.length - scored.length;
    const sizes = [strata[0]!.length + missing, strata[1]!.length];
    const means = drawn.map((rows) => rows.filter(truth).length / rows.length);
    const [below, above] = [means[0]! * sizes[0]!, means[1]! * sizes[1]!];
    const p = 1 - (below + above) / candidates.length;
    const phi = above / (below + above);
    const psi = (sizes[1]! - above) / (candidates.length - below - above);
    const of = chosen!.estimate!;
    expect(of.error.estimate).toBeCloseTo(p, 12);
    expect(of.phi.estimate).toBeCloseTo(phi, 12);
    expect(of.psi.estimate).toBeCloseTo(psi, 12);
    expect(of.pstar.estimate).toBeCloseTo(phi / (phi + psi), 12);
    expect(of.keptPrecision.estimate).toBeCloseTo(means[1]!, 12);
    expect(estimate!.generatorError!.estimate).toBeCloseTo(p, 12);
    expect(estimate!.warnings).toContainEqual(expect.stringContaining("stand for them"));
    reading(other, (store) => {
      const { labels, weights } = columnsOfRun(store, listRuns(store).at(-1)!).columns;
      const wrong = labels.reduce(
        (sum, label, row) => sum + (Number.isNaN(label) ? 0 : weights![row]! * (1 - label)),
        0,
      );
      expect(wrong / candidates.length).toBeCloseTo(p, 12);
    });
  });
});
