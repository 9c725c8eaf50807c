import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Serving } from "../../src/server/serve.ts";
import { ask, begun, folder, serving } from "./served.ts";

const served = (): Promise<Serving> => serving(begun(join(folder(), "a.db")));
const port = ({ url }: Serving): string => new URL(url).port;

describe("who may read", () => {
  it("is who calls the server by a name of this machine", async () => {
    const one = await served();
    for (const name of ["127.0.0.1", "localhost", "LocalHost", "[::1]"]) {
      const { status } = await ask(one, "/api/databases", { headers: { host: `${name}:${port(one)}` } });
      expect(status, name).toBe(200);
    }
  });

  it("is not who calls it by another name, as after DNS rebinding", async () => {
    const one = await served();
    const here = port(one);
    const hosts = [
      `evil.example:${here}`,
      "127.0.0.1",
      `127.0.0.1:${Number(here) - 1}`,
      `127.0.0.1.evil.example:${here}`,
      `localhost:${here}@evil.example`,
      `0.0.0.0:${here}`,
      `[::]:${here}`,
    ];
    for (const host of hosts) {
      for (const path of ["/", "/api/databases", "/tokens.css"]) {
        const { status, text } = await ask(one, path, { headers: { host } });
        expect([400, 421], `${host} ${path}`).toContain(status);
        expect(text).not.toMatch(/a\.db|<html/);
      }
    }
  });

  it("is a page of this origin and no other", async () => {
    const one = await served();
    const asked = async (origin: string) =>
      (await ask(one, "/api/databases", { headers: { origin } })).status;
    expect(await asked(one.url.slice(0, -1))).toBe(200);
    const here = port(one);
    for (const origin of [
      "null",
      "http://evil.example",
      `https://127.0.0.1:${here}`,
      `http://localhost:${here}`,
      `http://127.0.0.1:${Number(here) + 1}`,
      "",
    ]) {
      expect(await asked(origin), origin).toBe(403);
    }
  });

  it("is not what another site's page loads, but a link there may be followed to the page", async () => {
    const one = await served();
    const asked = async (path: string, site: string, mode: string, dest: string) =>
      (
        await ask(one, path, {
          headers: { "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest },
        })
      ).status;
    for (const site of ["cross-site", "same-site"]) {
      expect(await asked("/api/databases", site, "no-cors", "image")).toBe(403);
      expect(await asked("/api/databases", site, "navigate", "document")).toBe(403);
      expect(await asked("/tokens.css", site, "no-cors", "style")).toBe(403);
      expect(await asked("/", site, "navigate", "iframe")).toBe(403);
      expect(await asked("/db/0/r1", site, "navigate", "document")).toBe(200);
    }
    expect(await asked("/api/databases", "same-origin", "cors", "empty")).toBe(200);
    expect(await asked("/api/databases", "none", "navigate", "document")).toBe(200);
  });
});

describe("who may write", () => {
  const label = JSON.stringify({ id: "c1-0", value: 1, drawn: true });
  const type = "application/json";

  it("is who has the token and sends JSON", async () => {
    const one = await served();
    const asked = async (headers: Record<string, string>) =>
      (await ask(one, "/api/db/0/labels", { method: "POST", headers, body: label })).status;
    const token = { "x-pstar-token": one.token };
    expect(one.token).toMatch(/^[0-9a-f]{32}$/);
    expect(await asked({ "content-type": type })).toBe(403);
    for (const wrong of ["", one.token.slice(1), `${one.token}0`, "0".repeat(32), one.token.toUpperCase()]) {
      if (wrong === one.token) continue;
      expect(await asked({ "content-type": type, "x-pstar-token": wrong }), wrong).toBe(403);
    }
    expect(await asked(token)).toBe(415);
    for (const other of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) {
      expect(await asked({ ...token, "content-type": other }), other).toBe(415);
    }
    // Past the guard: there is no such candidate in this database.
    expect(await asked({ ...token, "content-type": type })).toBe(404);
    expect(await asked({ ...token, "content-type": `${type}; charset=utf-8` })).toBe(404);
    expect(await asked({ ...token, "content-type": type, origin: "http://evil.example" })).toBe(403);
    expect(await asked({ ...token, "content-type": type, "sec-fetch-site": "cross-site" })).toBe(403);
  });

  it("has another token each time", async () => {
    expect((await served()).token).not.toBe((await served()).token);
  });

  it("sends little: a long body is refused, told or not how long it is", async () => {
    const one = await served();
    const headers = { "content-type": type, "x-pstar-token": one.token };
    const body = JSON.stringify({ id: "x".repeat(100_000) });
    for (const told of [{ "content-length": `${body.length}` }, { "transfer-encoding": "chunked" }]) {
      const { status, text } = await ask(one, "/api/db/0/labels", {
        method: "POST",
        headers: { ...headers, ...told },
        body,
      });
      expect(status).toBe(413);
      expect(JSON.parse(text)).toEqual({ error: expect.stringContaining("4096 bytes") });
    }
  });

  it("writes labels and nothing else, by POST", async () => {
    const one = await served();
    const headers = { "content-type": type, "x-pstar-token": one.token };
    for (const path of ["/", "/api/databases", "/api/db/0/runs/r1", "/tokens.css"]) {
      expect((await ask(one, path, { method: "POST", headers, body: "{}" })).status, path).toBe(405);
    }
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"]) {
      const { status, headers: got } = await ask(one, "/api/db/0/labels", { method, headers });
      expect(status, method).toBe(405);
      expect(got.allow).toContain("GET");
      expect(got["access-control-allow-origin"]).toBeUndefined();
    }
  });
});

describe("every answer", () => {
  it("carries the policy, whatever it says", async () => {
    const one = await served();
    const asked = [
      ask(one, "/"),
      ask(one, "/tokens.css"),
      ask(one, "/api/databases"),
      ask(one, "/api/db/0/runs/r9"),
      ask(one, "/api/nothing"),
      ask(one, "/assets/none.js"),
      ask(one, "/", { headers: { host: "evil.example" } }),
      ask(one, "/", { method: "DELETE" }),
      ask(one, "/api/databases", { method: "HEAD" }),
    ];
    for (const { headers } of await Promise.all(asked)) {
      expect(headers["content-security-policy"]).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
      expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
      expect(headers["content-type"]).toMatch(/^(text\/(html|css)|application\/json)/);
    }
  });
});
