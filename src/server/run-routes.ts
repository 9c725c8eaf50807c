import { type Context, Hono } from "hono";
import { listRunHeads, tuningOrigin } from "../inspect/index.ts";
import { readRun, snapshot } from "../store/index.ts";
import type { Accounts } from "./accounts.ts";
import { type Body, found, jsonBody, missing, send, sendJson } from "./answer.ts";
import { sendChanges } from "./changes.ts";
import type { Databases } from "./databases.ts";
import { createMemo } from "./memo.ts";
import { placeOfOrigin } from "./origin.ts";
import { alone } from "./policy.ts";
import { databaseOf, idOf, nothing, pictureQuery, queryOf } from "./queries.ts";
import type { Watch } from "./watch.ts";

/** What there is, and what a run shows: its account, figures and report. */
export function runRoutes(databases: Databases, accounts: Accounts, watch: Watch): Hono {
  const routes = new Hono();
  const lists = createMemo<Body>(32);
  const runOf = (c: Context) => {
    const [database, run] = [databaseOf(c, databases), idOf(c, "run")];
    const store = database.store();
    found(() => readRun(store, run));
    return { database, run };
  };

  routes.get("/databases", (c) => {
    queryOf(c, nothing);
    return sendJson(
      c,
      databases.list().map((database) => database.entry()),
    );
  });

  routes.get("/db/:db/runs", async (c) => {
    queryOf(c, nothing);
    const database = databaseOf(c, databases);
    const store = database.store();
    const heads = () => jsonBody(snapshot(store, () => listRunHeads(store)));
    return send(c, await lists([database.db, database.version()], heads));
  });

  routes.get("/db/:db/runs/:run", async (c) => {
    queryOf(c, nothing);
    const { database, run } = runOf(c);
    return send(c, (await accounts.body(database, run, { kind: "run" }))!);
  });

  routes.get("/db/:db/runs/:run/figures", async (c) => {
    queryOf(c, nothing);
    const { database, run } = runOf(c);
    return send(c, (await accounts.body(database, run, { kind: "figures" }))!);
  });

  routes.get("/db/:db/runs/:run/figures/:file", async (c) => {
    const look = queryOf(c, pictureQuery);
    const { database, run } = runOf(c);
    const file = c.req.param("file");
    const [, figure, as] = /^(.+)\.(svg|png|csv)$/.exec(file) ?? missing(`there is no figure ${file}`);
    const wanted = { kind: "figure", figure: figure!, as: as as "svg" | "png" | "csv", look } as const;
    const body = (await accounts.body(database, run, wanted)) ?? missing(`there is no figure ${file}`);
    return send(c, body, { ...alone, ...named(`r${run}-${file}`) });
  });

  routes.get("/db/:db/runs/:run/report.html", async (c) => {
    queryOf(c, nothing);
    const { database, run } = runOf(c);
    const body = (await accounts.body(database, run, { kind: "report" }))!;
    return send(c, body, { ...alone, ...named(`r${run}-report.html`) });
  });

  routes.get("/db/:db/runs/:run/origin", (c) => {
    queryOf(c, nothing);
    const { database, run } = runOf(c);
    return sendJson(c, placeOfOrigin(databases, tuningOrigin(database.store(), run)));
  });

  routes.get("/db/:db/runs/:run/changes", (c) => {
    queryOf(c, nothing);
    return sendChanges(c, runOf(c).database, watch);
  });

  return routes;
}

/** What a saved copy is called. */
const named = (name: string) => ({
  "content-disposition": `inline; filename="${name.replace(/[^\w.-]/g, "-")}"`,
});
