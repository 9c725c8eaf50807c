/**
 * How long the rows of a large run take to be found: what `pstar view` asks of its server, beside the same questions in
 * plain SQL.
 *
 *     node scripts/bench/view.ts [--rows 1000000] [--questions 50] [--folder DIR]
 *
 * A folder that is given keeps its database for the next time. Bound at a million rows: 200 ms for any filter, page or
 * search once columns and index are there, and none that holds up the server's thread for longer than 50 ms.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import { createBrowser } from "../../src/browse/browser.ts";
import type { Browser, RowFilter } from "../../src/browse/index.ts";
import { createRandom, type Random } from "../../src/random/generator.ts";
import { openStore, rowId } from "../../src/store/index.ts";
import { median } from "./median.ts";
import { makeRun, phrases, someWords, verifiers } from "./view-run.ts";

const { values: given } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    questions: { type: "string", default: "50" },
    folder: { type: "string" },
  },
});
const rows = Number(given.rows);
const questions = Number(given.questions);
const folder = given.folder ?? mkdtempSync(join(tmpdir(), "pstar-view-"));
const path = join(folder, `view-${rows}.db`);
const run = 1;
/** Stage ids, as `makeRun` begins them. */
const stage = 2;
const selections = ["s6", "s7", "s8", "s9"] as const;
const strata = ["football", "weather", "court", "space"] as const;

interface Question {
  readonly filter: RowFilter;
  readonly offset: number;
}

const oneOf = <T>(random: Random, values: readonly T[]): T => values[random.integer(values.length)]!;
const verifierOf = (random: Random) => ({ verifier: oneOf(random, verifiers) });
const orderOf = (random: Random) => ({ order: oneOf(random, ["highest", "lowest"] as const) });

/** One condition or several; scores are standard normal. */
function conditions(random: Random): RowFilter {
  const maybe = (part: RowFilter): RowFilter => (random.uniform() < 0.5 ? part : {});
  return {
    ...verifierOf(random),
    ...maybe({ low: random.normal() - 1 }),
    ...maybe({ high: random.normal() + 1 }),
    ...maybe({ selection: oneOf(random, selections), kept: oneOf(random, ["kept", "dropped"] as const) }),
    ...maybe({ stratum: oneOf(random, strata) }),
    ...(random.uniform() < 0.2 && { label: oneOf(random, ["labelled", "correct", "unlabelled"] as const) }),
    ...(random.uniform() < 0.1 && { state: oneOf(random, ["unparsed", "unscored", "failed"] as const) }),
    ...maybe(orderOf(random)),
  };
}

const anywhere = (random: Random): number => random.integer(Math.max(1, rows - 50));
const search =
  (list: readonly string[]) =>
  (random: Random): Question => ({
    filter: { search: oneOf(random, list) },
    offset: 0,
  });
const { common, middling, rare } = someWords;

/** Every kind of question. */
const kinds: Readonly<Record<string, (random: Random) => Question>> = {
  "page, by position": (random) => ({ filter: {}, offset: anywhere(random) }),
  "page, by score": (random) => ({
    filter: { ...verifierOf(random), ...orderOf(random) },
    offset: anywhere(random),
  }),
  "some filters": (random) => ({ filter: conditions(random), offset: random.integer(1000) }),
  "search, a rare word": search(rare),
  "search, a common word": search(common),
  "search, two words": (random) => ({
    filter: { search: `${oneOf(random, common)} ${oneOf(random, middling)}` },
    offset: 0,
  }),
  "search, a phrase": search(phrases.map((phrase) => `"${phrase}"`)),
  "search, a beginning": (random) => ({
    filter: { search: oneOf(random, [...middling, ...rare]).slice(0, 3 + random.integer(2)) },
    offset: 0,
  }),
  "search and filters": (random) => ({
    filter: { ...conditions(random), search: oneOf(random, [...common, ...middling]) },
    offset: 0,
  }),
};

interface Timed {
  readonly seconds: number;
  readonly found: number;
}

async function timed(work: () => Promise<number> | number): Promise<Timed> {
  const start = performance.now();
  const found = await work();
  return { found, seconds: (performance.now() - start) / 1000 };
}

const ms = (seconds: number): string => (1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0).padStart(8);

async function measure(browser: Browser): Promise<void> {
  const first = await timed(async () => {
    browser.sets(run);
    return (await browser.page(run, stage, {}, { offset: 0, limit: 50 })).total;
  });
  console.log(`opened, sets and first page: ${ms(first.seconds).trim()} ms`);
  const columns = await timed(async () => (await browser.columns(run, stage)).rows);
  console.log(`columns loaded after another ${columns.seconds.toFixed(1)} s`);
  const index = await timed(async () => {
    while (browser.state(run, stage).indexed < rows) await setTimeout(50);
    return rows;
  });
  console.log(`texts indexed after another ${index.seconds.toFixed(1)} s`);
  const sizes = [path, path.replace(/\.db$/, ".search-index")].map((file) => statSync(file).size / 2 ** 20);
  console.log(`database ${sizes[0]!.toFixed(0)} MiB, index ${sizes[1]!.toFixed(0)} MiB`);
  const again = await timed(() => browser.sets(run).length);
  console.log(`sets once more: ${ms(again.seconds).trim()} ms\n`);
}

async function ask(browser: Browser): Promise<void> {
  const plain = plainSql();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  console.log("ms each".padEnd(26), "  median    worst    plain SQL, median of a few");
  for (const [name, question] of Object.entries(kinds)) {
    const random = createRandom(name.length);
    const asked = Array.from({ length: questions }, () => question(random));
    const times: number[] = [];
    delay.reset();
    delay.enable();
    const found: number[] = [];
    for (const { filter, offset } of asked) {
      const page = () => browser.page(run, stage, filter, { offset, limit: 50 });
      const one = await timed(async () => (await page()).total);
      times.push(one.seconds);
      found.push(one.found);
    }
    delay.disable();
    const peer = await peerTimes(plain, asked.slice(0, 3), found);
    const held = ((delay.max - 5e6) / 1e6).toFixed(0);
    console.log(
      name.padEnd(26),
      ms(median(times)),
      ms(Math.max(...times)),
      ms(median(peer)),
      `  held up ${held} ms`,
    );
    if (Math.max(...times) > 0.2) process.exitCode = 1;
  }
}

/** The same by SQL alone, joined to what the question is about: LIKE, ORDER BY, LIMIT and OFFSET. */
function plainSql(): (question: Question) => number {
  const database = new Database(path, { readonly: true });
  database.pragma("cache_size = -65536");
  return ({ filter, offset }) => {
    const {
      verifier = verifiers[0]!,
      selection = selections[0],
      low,
      high,
      kept,
      stratum,
      label,
      state,
    } = filter;
    const joins = new Set<string>();
    const where = [`c.id >= ${rowId(stage, 0)}`, `c.id < ${rowId(stage + 1, 0)}`];
    const bound: (string | number)[] = [];
    const condition = (join: string, sql: string, ...values: (string | number)[]): void => {
      joins.add(join);
      where.push(sql);
      bound.push(...values);
    };
    const scores = `JOIN scores s ON s.stage_id = ${3 + verifiers.indexOf(verifier)} AND s.candidate_id = c.id`;
    const selected = `JOIN selected k ON k.selection_id = ${selection.slice(1)} AND k.candidate_id = c.id`;
    const labels = "LEFT JOIN labels l ON l.stage_id = 10 AND l.candidate_id = c.id";
    const examples = "JOIN examples e ON e.id = c.example_id";
    if (low !== undefined) condition(scores, "s.score >= ? AND s.score > -9e999", low);
    if (high !== undefined) condition(scores, "s.score <= ? AND s.score > -9e999", high);
    if (kept !== undefined) condition(selected, kept === "kept" ? "k.reason = 0" : "k.reason > 0");
    if (stratum !== undefined) condition(examples, "e.stratum = ?", stratum);
    if (label === "labelled") condition(labels, "l.value IS NOT NULL");
    if (label === "unlabelled") condition(labels, "l.value IS NULL");
    if (label === "correct") condition(labels, "l.value >= 0.5");
    if (state === "unparsed") condition(scores, "s.score = -9e999");
    if (state === "unscored") condition(scores, "s.score IS NULL AND c.error IS NULL");
    if (state === "failed") condition(examples, "c.error IS NOT NULL");
    const { search = "" } = filter;
    for (const part of search.startsWith('"') ? [search.slice(1, -1)] : search.split(" ")) {
      if (part !== "") condition(examples, "(e.input LIKE ? OR c.output LIKE ?)", `%${part}%`, `%${part}%`);
    }
    const rest = () => `FROM candidates c ${[...joins].join(" ")} WHERE ${where.join(" AND ")}`;
    const total = database.prepare<unknown[], number>(`SELECT count(*) ${rest()}`).pluck().get(bound)!;
    joins.add(examples);
    if (filter.order === "highest" || filter.order === "lowest") joins.add(scores);
    const order =
      filter.order === "highest"
        ? "s.score DESC, c.id"
        : filter.order === "lowest"
          ? "s.score, c.id"
          : "c.id";
    database
      .prepare(`SELECT c.id, c.output, e.input ${rest()} ORDER BY ${order} LIMIT 50 OFFSET ${offset}`)
      .all(bound);
    return total;
  };
}

/** Where nothing is searched both have to find as many rows; LIKE finds parts of words too. */
async function peerTimes(
  plain: ReturnType<typeof plainSql>,
  asked: readonly Question[],
  found: readonly number[],
): Promise<number[]> {
  const times: number[] = [];
  for (const [i, question] of asked.entries()) {
    const { seconds, found: total } = await timed(() => plain(question));
    times.push(seconds);
    if (question.filter.search === undefined && total !== found[i]) {
      throw new Error(`${JSON.stringify(question.filter)}: ${found[i]} rows, by plain SQL ${total}`);
    }
  }
  return times;
}

if (!existsSync(path)) {
  const store = openStore(path);
  const made = await timed(() => makeRun(store, rows));
  store.close();
  console.log(`${rows} candidates of ${made.found} inputs written in ${made.seconds.toFixed(0)} s`);
}
const browser = createBrowser(path);
try {
  await measure(browser);
  await ask(browser);
} finally {
  await browser.close();
  if (given.folder === undefined) rmSync(folder, { recursive: true });
}
