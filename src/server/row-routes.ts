import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { giveLabel, labelQueue, reselect, rowDetail } from "../browse/index.ts";
import { readRun, trace } from "../store/index.ts";
import { found, sendJson } from "./answer.ts";
import type { Databases } from "./databases.ts";
import {
  databaseOf,
  idOf,
  labelOf,
  nothing,
  queryOf,
  queueQuery,
  reselectQuery,
  rowsQuery,
  stageNumber,
} from "./queries.ts";

/** A label is some tens of bytes. */
const MOST = 4096;

/** The rows behind a run: pages of them, one whole, where it came from, what another share would keep, and labels. */
export function rowRoutes(databases: Databases): Hono {
  const routes = new Hono();
  const runOf = (c: Context) => {
    const [database, run] = [databaseOf(c, databases), idOf(c, "run")];
    const store = database.store();
    found(() => readRun(store, run));
    return { store, browser: database.browser(), run };
  };
  const setOf = (c: Context) => {
    const [place, stage] = [runOf(c), idOf(c, "stage")];
    return { ...place, stage, state: found(() => place.browser.state(place.run, stage)) };
  };

  routes.get("/db/:db/runs/:run/sets", (c) => {
    queryOf(c, nothing);
    const { browser, run } = runOf(c);
    return sendJson(c, browser.sets(run));
  });

  routes.get("/db/:db/runs/:run/sets/:stage/rows", async (c) => {
    const { offset, limit, ...filter } = queryOf(c, rowsQuery);
    const { browser, run, stage } = setOf(c);
    return sendJson(c, await browser.page(run, stage, filter, { offset, limit }));
  });

  routes.get("/db/:db/runs/:run/sets/:stage/state", (c) => {
    queryOf(c, nothing);
    return sendJson(c, setOf(c).state);
  });

  routes.get("/db/:db/runs/:run/sets/:stage/reselect", async (c) => {
    const { against, ...rule } = queryOf(c, reselectQuery);
    const { browser, store, run, stage } = setOf(c);
    const other = against === undefined ? {} : { against: stageNumber(against) };
    return sendJson(c, await reselect(browser, store, { run, stage, ...rule, ...other }));
  });

  routes.get("/db/:db/runs/:run/sets/:stage/queue", (c) => {
    const { limit } = queryOf(c, queueQuery);
    const { store, run, stage } = setOf(c);
    return sendJson(c, labelQueue(store, run, stage, limit));
  });

  routes.get("/db/:db/runs/:run/rows/:candidate", (c) => {
    queryOf(c, nothing);
    const { store, run } = runOf(c);
    const candidate = idOf(c, "candidate");
    return sendJson(
      c,
      found(() => rowDetail(store, run, candidate)),
    );
  });

  routes.get("/db/:db/trace/:id", (c) => {
    queryOf(c, nothing);
    const store = databaseOf(c, databases).store();
    return sendJson(
      c,
      found(() => trace(store, c.req.param("id"))),
    );
  });

  const onError = () => {
    throw new HTTPException(413, { message: `the body is longer than ${MOST} bytes` });
  };
  routes.post("/db/:db/labels", bodyLimit({ maxSize: MOST, onError }), async (c) => {
    queryOf(c, nothing);
    const database = databaseOf(c, databases);
    const label = await labelOf(c);
    database.store();
    return c.json(found(() => giveLabel(database.path, label)));
  });

  return routes;
}
