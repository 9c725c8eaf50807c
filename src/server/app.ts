import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { tokensCss } from "../report/tokens.ts";
import type { Accounts } from "./accounts.ts";
import { bodyOf, failure, missing, send } from "./answer.ts";
import type { Databases } from "./databases.ts";
import type { Page } from "./page.ts";
import { rowRoutes } from "./row-routes.ts";
import { runRoutes } from "./run-routes.ts";
import type { Watch } from "./watch.ts";

/** All that is answered; see api.ts. What may ask at all is the guard's. */
export function createApp(databases: Databases, accounts: Accounts, watch: Watch, page: () => Page): Hono {
  const app = new Hono();
  const tokens = bodyOf(tokensCss(), "text/css; charset=utf-8");
  app.onError(failure);
  app.route("/api", runRoutes(databases, accounts, watch));
  app.route("/api", rowRoutes(databases));
  app.get("/api/*", () => missing("there is nothing here"));
  app.get("/tokens.css", (c) => send(c, tokens));
  app.get("*", (c) => {
    const { path } = c.req;
    const file = page().get(path);
    if (file !== undefined && path.startsWith("/assets/")) {
      return send(c, file, { "cache-control": "public, max-age=31536000, immutable" });
    }
    if (file === undefined && path.startsWith("/assets/")) missing("there is nothing here");
    return send(c, file ?? page().get("/index.html")!);
  });
  app.post("*", () => {
    throw new HTTPException(405, { message: "nothing can be written here" });
  });
  return app;
}
