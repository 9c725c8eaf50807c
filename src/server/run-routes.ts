import { Hono } from "hono";
import { inspectRun, listRunHeads, type RunInspection } from "../inspect/index.ts";
import type { Drawing } from "../report/drawing.ts";
import { drawingsOf } from "../report/drawings.ts";
import { reportHtml } from "../report/html.ts";
import { drawingPng } from "../report/png.ts";
import { type Store, snapshot } from "../store/index.ts";
import { type Body, bodyOf, found, jsonBody, missing, send, sendJson } from "./answer.ts";
import type { FigureEntry } from "./api.ts";
import { sendChanges } from "./changes.ts";
import type { Database, Databases } from "./databases.ts";
import { createMemo } from "./memo.ts";
import { alone } from "./policy.ts";
import { databaseOf, idOf, nothing, pictureQuery, queryOf } from "./queries.ts";
import type { Watch } from "./watch.ts";

interface Inspected {
  readonly run: RunInspection;
  readonly body: Body;
  /** Drawn when first asked for. */
  drawings: readonly Drawing[] | null;
}

/** What a run shows: its account, figures and report, each worked out once for each state of its database. */
export function runRoutes(databases: Databases, watch: Watch): Hono {
  const routes = new Hono();
  const inspections = createMemo<Inspected>(16);
  const bodies = createMemo<Body>(128);

  const inspected = (database: Database, run: number): Promise<Inspected> =>
    inspections([database.db, run, database.version()], () => {
      const store = database.store();
      const account = found(() => snapshot(store, () => inspectRun(store, run)));
      return { run: account, body: jsonBody(account), drawings: null };
    });
  const drawingsIn = (one: Inspected): readonly Drawing[] => {
    one.drawings ??= drawingsOf(one.run);
    return one.drawings;
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
    const heads = (store: Store) => snapshot(store, () => listRunHeads(store));
    const body = await bodies(["runs", database.db, database.version()], () =>
      jsonBody(heads(database.store())),
    );
    return send(c, body);
  });

  routes.get("/db/:db/runs/:run", async (c) => {
    queryOf(c, nothing);
    return send(c, (await inspected(databaseOf(c, databases), idOf(c, "run"))).body);
  });

  routes.get("/db/:db/runs/:run/figures", async (c) => {
    queryOf(c, nothing);
    const drawings = drawingsIn(await inspected(databaseOf(c, databases), idOf(c, "run")));
    return sendJson(
      c,
      drawings.map(({ id, title, description }): FigureEntry => ({ id, title, description })),
    );
  });

  routes.get("/db/:db/runs/:run/figures/:file", async (c) => {
    const [database, run, file] = [databaseOf(c, databases), idOf(c, "run"), c.req.param("file")];
    const look = queryOf(c, pictureQuery);
    const version = database.version();
    const drawings = drawingsIn(await inspected(database, run));
    const [, figure, kind] = /^(.+)\.(svg|png|csv)$/.exec(file) ?? [];
    const drawing = drawings.find(({ id }) => id === figure) ?? missing(`there is no figure ${file}`);
    const key = ["figure", database.db, run, version, file, look.theme ?? "", look.width ?? ""];
    const body = await bodies(key, () => pictured(drawing, kind as Kind, look));
    return send(c, body, { ...alone, ...named(`r${run}-${file}`) });
  });

  routes.get("/db/:db/runs/:run/report.html", async (c) => {
    queryOf(c, nothing);
    const [database, run] = [databaseOf(c, databases), idOf(c, "run")];
    const report = (store: Store) => found(() => snapshot(store, () => reportHtml({ store, run })));
    const body = await bodies(["report", database.db, run, database.version()], () =>
      bodyOf(report(database.store()), "text/html; charset=utf-8"),
    );
    return send(c, body, { ...alone, ...named(`r${run}-report.html`) });
  });

  routes.get("/db/:db/runs/:run/changes", (c) => {
    queryOf(c, nothing);
    idOf(c, "run");
    return sendChanges(c, databaseOf(c, databases), watch);
  });

  return routes;
}

type Kind = "svg" | "png" | "csv";

async function pictured(
  drawing: Drawing,
  kind: Kind,
  look: { readonly theme?: "light" | "dark"; readonly width?: number },
): Promise<Body> {
  if (kind === "csv") return bodyOf(drawing.csv(), "text/csv; charset=utf-8");
  if (kind === "svg") return bodyOf(drawing.svg(look), "image/svg+xml");
  return bodyOf(new Uint8Array(await drawingPng(drawing, look)), "image/png");
}

/** What a saved copy is called. */
const named = (name: string) => ({
  "content-disposition": `inline; filename="${name.replace(/[^\w.-]/g, "-")}"`,
});
