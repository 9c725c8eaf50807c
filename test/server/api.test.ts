import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createBrowser, labelQueue, reselect, rowDetail } from "../../src/browse/index.ts";
import { inspectRun, listRunHeads } from "../../src/inspect/index.ts";
import { drawingsOf } from "../../src/report/drawings.ts";
import type {
  ApiError,
  CandidateSet,
  FigureEntry,
  Labelled,
  LabelQueue,
  RowDetail,
  RowPage,
  RunInspection,
} from "../../src/server/api.ts";
import { type Serving, serve } from "../../src/server/serve.ts";
import { openStore, rowId, trace } from "../../src/store/index.ts";
import { lastingFolder, reading, runText, tiny } from "../pipeline/tiny.ts";
import { ask, copied, json, serving, writing } from "./served.ts";

const db = join(lastingFolder(), "tiny.db");
let one: Serving;
beforeAll(async () => {
  await runText(tiny, db);
  one = await serve([db], { port: 0 });
});
afterAll(() => one.close());

const run = "/api/db/0/runs/r1";
/** What JSON makes of it. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const firstSet = async (served: Serving): Promise<CandidateSet> =>
  (await json<CandidateSet[]>(served, `${run}/sets`))[0]!;

describe("the server", () => {
  it("closes without a word while it works something out", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => printed.mockRestore());
    const one = await serve([db], { port: 0 });
    const open = ["report.html", "figures", "sets"].map((path) => ask(one, `${run}/${path}`));
    const settled = Promise.allSettled(open);
    await open[2];
    await one.close();
    await settled;
    expect(printed.mock.calls).toEqual([]);
  });
});

describe("the answers about a run", () => {
  it("are what the library says", async () => {
    const [heads, account] = reading(db, (store) => [listRunHeads(store), inspectRun(store, 1)]);
    expect(await json(one, "/api/db/0/runs")).toEqual(plain(heads));
    expect(await json<RunInspection>(one, run)).toEqual(plain(account));
    expect(await json(one, "/api/db/0/trace/r1")).toEqual(plain(reading(db, (store) => trace(store, "r1"))));
  });

  it("hold its figures, as pictures and as numbers", async () => {
    const drawings = reading(db, (store) => drawingsOf(inspectRun(store, 1)));
    const figures = await json<FigureEntry[]>(one, `${run}/figures`);
    expect(figures).toEqual(drawings.map(({ id, title, description }) => ({ id, title, description })));
    expect(figures.length).toBeGreaterThan(1);
    const [drawing] = drawings;
    const at = `${run}/figures/${drawing!.id}`;
    const svg = await ask(one, `${at}.svg?theme=dark&width=500`);
    expect(svg.text).toBe(drawing!.svg({ theme: "dark", width: 500 }));
    expect(svg.headers["content-type"]).toBe("image/svg+xml");
    expect((await ask(one, `${at}.svg`)).text).toBe(drawing!.svg());
    const csv = await ask(one, `${at}.csv`);
    expect(csv.text).toBe(drawing!.csv());
    expect(csv.headers["content-disposition"]).toBe(`inline; filename="r1-${drawing!.id}.csv"`);
    const png = await ask(one, `${at}.png?theme=light&width=400`);
    expect(png.headers["content-type"]).toBe("image/png");
    expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
    for (const file of ["none.svg", `${drawing!.id}.gif`, drawing!.id, "..%2f..%2fx.svg"]) {
      expect((await ask(one, `${run}/figures/${file}`)).status, file).toBe(404);
    }
    for (const query of ["width=359", "width=1601", "width=500.5", "theme=blue", "scale=9"]) {
      expect((await ask(one, `${at}.svg?${query}`)).status, query).toBe(400);
    }
  });

  it("hold a report that stands alone, where nothing runs", async () => {
    const report = await ask(one, `${run}/report.html`);
    expect(report.status).toBe(200);
    expect(report.text).toMatch(/^<!doctype html>/i);
    expect(report.headers["content-type"]).toBe("text/html; charset=utf-8");
    const figure = await ask(
      one,
      `${run}/figures/${(await json<FigureEntry[]>(one, `${run}/figures`))[0]!.id}.svg`,
    );
    for (const { headers } of [report, figure]) {
      const policy = headers["content-security-policy"]!;
      expect(policy).toContain("default-src 'none'; style-src 'unsafe-inline'; img-src data:;");
      expect(policy).toMatch(/; sandbox$/);
      expect(policy).not.toContain("script-src");
    }
  });

  it("are sent once: 304 for what is known, and the same tag for the same answer", async () => {
    for (const path of ["/api/databases", "/api/db/0/runs", run, `${run}/figures`, `${run}/sets`]) {
      const { headers } = await ask(one, path);
      expect(headers["cache-control"]).toBe("no-cache");
      const again = await ask(one, path, { headers: { "if-none-match": `"other", W/${headers.etag}` } });
      expect([again.status, again.text, again.headers.etag], path).toEqual([304, "", headers.etag]);
      expect((await ask(one, path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    }
  });

  it("have heads without bodies", async () => {
    for (const path of ["/", "/api/databases", run, `${run}/changes`, `${run}/report.html`]) {
      const { status, text } = await ask(one, path, { method: "HEAD" });
      expect([status, text], path).toEqual([200, ""]);
    }
  });

  it("are refused in one line where the question is wrong", async () => {
    const { stage } = await firstSet(one);
    const rows = `${run}/sets/${stage}/rows`;
    const wrong: readonly (readonly [string, number])[] = [
      ["/api", 404],
      ["/api/", 404],
      ["/api/none", 404],
      ["/api/db/1/runs", 404],
      ["/api/db/0/runs/r9", 404],
      ["/api/db/0/runs/1", 404],
      ["/api/db/0/runs/s1", 404],
      ["/api/db/0/runs/r1%00", 404],
      [`${run}/sets/s999/rows`, 404],
      [`${run}/sets/s1/state`, 404],
      [`${run}/sets/r1/rows`, 404],
      [`${run}/rows/c999-1`, 404],
      [`${run}/rows/e1-1`, 404],
      [`${run}/rows/%3Cscript%3E`, 404],
      ["/api/db/0/trace/zzz", 404],
      ["/api/db/0/trace/c99-1", 404],
      ["/api/databases?x=1", 400],
      [`${rows}?limit=0`, 400],
      [`${rows}?limit=201`, 400],
      [`${rows}?limit=ten`, 400],
      [`${rows}?offset=-1`, 400],
      [`${rows}?limit=5&limit=6`, 400],
      [`${rows}?unknown=1`, 400],
      [`${rows}?low=NaN&verifier=oracle`, 400],
      [`${rows}?low=Infinity&verifier=oracle`, 400],
      [`${rows}?verifier=none&low=1`, 400],
      [`${rows}?kept=maybe`, 400],
      [`${rows}?order=random`, 400],
      [`${rows}?selection=12`, 400],
      [`${rows}?search=${"x".repeat(1001)}`, 400],
      [`${rows}?__proto__=1`, 400],
      [`${run}/sets/${stage}/reselect`, 400],
      [`${run}/sets/${stage}/reselect?verifier=oracle&selector=top-share&fraction=0`, 400],
      [`${run}/sets/${stage}/reselect?verifier=oracle&selector=top-share&fraction=1.1`, 400],
      [`${run}/sets/${stage}/reselect?verifier=oracle&selector=all&fraction=0.5`, 400],
      [`${run}/sets/${stage}/queue?limit=1e9`, 400],
    ];
    for (const [path, expected] of wrong) {
      const { status, text, headers } = await ask(one, path);
      expect(status, `${path}: ${text}`).toBe(expected);
      expect(headers["content-type"]).toBe("application/json");
      const { error } = JSON.parse(text) as ApiError;
      expect(error, path).toMatch(/^[^\n]+$/);
      expect(text, path).not.toMatch(/\bat .*:\d+|node_modules|\/src\/|SELECT|ZodError/);
    }
  });
});

describe("what goes wrong inside", () => {
  it("is told on the server's side, and hidden from who asked; other questions are answered", async () => {
    const path = copied(db);
    const broken = await serving(path);
    writing(path, (store) => store.prepare("UPDATE stages SET options = 'null'").run());
    const told = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => told.mockRestore());
    const { status, text } = await ask(broken, run);
    expect([status, JSON.parse(text)]).toEqual([
      500,
      { error: "internal error", remedy: "see what pstar view has printed" },
    ]);
    expect(told).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^pstar: internal error at \S+: .+$/));
    expect((await ask(broken, "/api/databases")).status).toBe(200);
  });
});

describe("the answers about rows", () => {
  it("are what the library says", async () => {
    const browser = createBrowser(db);
    const sets = await json<CandidateSet[]>(one, `${run}/sets`);
    expect(sets.map(({ stage, name, rows }) => [stage, name, rows])).toEqual(
      browser.sets(1).map(({ stage, name, rows }) => [stage, name, rows]),
    );
    const { stage, rows, verifiers } = sets[0]!;
    const verifier = verifiers[0]!.name;
    const number = Number(stage.slice(1));
    const part = { offset: 3, limit: 5 };
    const page = await json<RowPage>(
      one,
      `${run}/sets/${stage}/rows?verifier=${verifier}&order=highest&offset=3&limit=5&search=`,
    );
    const found = await browser.page(1, number, { verifier, order: "highest" }, part);
    // Whether texts are indexed already is a matter of time.
    expect({ ...page, indexed: null }).toEqual(plain({ ...found, indexed: null }));
    expect([page.total, page.rows.length]).toEqual([rows, 5]);
    const { id } = page.rows[0]!;
    const candidate = rowId(number, Number(id.split("-")[1]));
    expect(await json<RowDetail>(one, `${run}/rows/${id}`)).toEqual(
      plain(reading(db, (store) => rowDetail(store, 1, candidate))),
    );
    expect(await json<LabelQueue>(one, `${run}/sets/${stage}/queue?limit=4`)).toEqual(
      plain(reading(db, (store) => labelQueue(store, 1, number, 4))),
    );
    const question = { run: 1, stage: number, verifier, selector: "top-share", fraction: 0.25 } as const;
    const store = openStore(db, { readonly: true });
    const told = await reselect(browser, store, question);
    store.close();
    const query = `verifier=${verifier}&selector=top-share&fraction=0.25`;
    expect(await json(one, `${run}/sets/${stage}/reselect?${query}`)).toEqual(plain(told));
    await browser.close();
  });

  it("change with a label, which is in the database before the answer comes", async () => {
    const path = copied(db);
    const one = await serving(path);
    const { stage } = await firstSet(one);
    const queue = await json<LabelQueue>(one, `${run}/sets/${stage}/queue?limit=1`);
    const give = (label: unknown) =>
      ask(one, "/api/db/0/labels", {
        method: "POST",
        headers: { "content-type": "application/json", "x-pstar-token": one.token },
        body: typeof label === "string" ? label : JSON.stringify(label),
      });
    const id = queue.next[0]!;
    const { status, text } = await give({ id, value: 1, drawn: true });
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { labelled: queue.labelled + 1, byHand: queue.byHand + 1 } satisfies Labelled,
    ]);
    const detail = await json<RowDetail>(one, `${run}/rows/${id}`);
    const own = detail.candidates.find((candidate) => candidate.id === id);
    expect(own!.labels).toContainEqual(expect.objectContaining({ value: 1, byHand: true }));
    const after = await json<LabelQueue>(one, `${run}/sets/${stage}/queue?limit=1`);
    expect([after.byHand, after.next[0] === id]).toEqual([queue.byHand + 1, false]);
    for (const [wrong, expected] of [
      ["{", 400],
      ["null", 400],
      ["[]", 400],
      [{ id, value: 2, drawn: true }, 400],
      [{ id, value: "1", drawn: true }, 400],
      [{ id, value: 1 }, 400],
      [{ id, value: 1, drawn: true, more: 1 }, 400],
      [{ id: "e1-1", value: 1, drawn: true }, 400],
      [{ id: "c99-1", value: 1, drawn: true }, 404],
    ] as const) {
      expect((await give(wrong)).status, JSON.stringify(wrong)).toBe(expected);
    }
    expect((await json<LabelQueue>(one, `${run}/sets/${stage}/queue`)).byHand).toBe(queue.byHand + 1);
  });
});
