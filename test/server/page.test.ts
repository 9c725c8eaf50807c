import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { tokensCss } from "../../src/report/tokens.ts";
import { createPage } from "../../src/server/page.ts";
import type { Serving } from "../../src/server/serve.ts";
import { ask, begun, folder, serving } from "./served.ts";

const served = (): Promise<Serving> => serving(begun(join(folder(), "a.db")));

/** What comes back for bytes that no client would send. */
async function raw({ url }: Serving, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(text);
  const answer: Buffer[] = [];
  socket.on("error", () => {}); // Closed before all was sent.
  socket.on("data", (bytes: Buffer) => answer.push(bytes));
  await new Promise((resolve) => socket.once("close", resolve));
  return Buffer.concat(answer).toString();
}

describe("the page", () => {
  it("is one for every place that it has, and is asked for again each time", async () => {
    const one = await served();
    const { text, headers } = await ask(one, "/");
    expect(text).toMatch(/^<!doctype html>/i);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["cache-control"]).toBe("no-cache");
    for (const path of ["/db/0/r1", "/db/0/r1/rows/s7?search=a", "/compare?a=0.r1&b=0.r2", "/db/%2e%2e/x"]) {
      expect((await ask(one, path)).text, path).toBe(text);
    }
    const again = await ask(one, "/db/0/r1", { headers: { "if-none-match": headers.etag! } });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it("names its parts so that they are found from every place, and they may be kept for ever", async () => {
    const one = await served();
    const { text } = await ask(one, "/");
    const parts = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(parts.some((path) => path.endsWith(".js"))).toBe(true);
    for (const path of parts) {
      expect(path).toMatch(/^\//);
      const { status, headers, text } = await ask(one, path);
      expect(status, path).toBe(200);
      expect(text).not.toMatch(/^<!doctype/i);
      const [ending] = /\.\w+$/.exec(path)!;
      const type = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" }[ending];
      expect(headers["content-type"]?.split(";")[0], path).toBe(type);
      const isHashed = path.startsWith("/assets/");
      expect(headers["cache-control"], path).toBe(
        isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      );
    }
    expect((await ask(one, "/assets/gone-1a2b3c.js")).status).toBe(404);
  });

  it("has the colours and type of the report", async () => {
    const { text, headers } = await ask(await served(), "/tokens.css");
    expect(text).toBe(tokensCss());
    expect(headers["content-type"]).toBe("text/css; charset=utf-8");
  });

  it("is read again once it is built anew, and missed where it never was", () => {
    const at = pathToFileURL(`${folder()}/`);
    expect(() => createPage(at)).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining("npm run build:web") }),
    );
    const build = (text: string, time: number) => {
      writeFileSync(new URL("index.html", at), text);
      utimesSync(new URL("index.html", at), time, time);
    };
    build("one", 1000);
    writeFileSync(new URL("secret.key", at), "");
    const page = createPage(at);
    expect([...page().keys()]).toEqual(["/index.html"]);
    build("two", 2000);
    expect(String(page().get("/index.html")!.bytes)).toBe("two");
    rmSync(new URL("index.html", at));
    expect(String(page().get("/index.html")!.bytes)).toBe("two");
  });

  it("is all that can be read of the disk, however the path is written", async () => {
    const one = await served();
    const { host } = new URL(one.url);
    const index = (await ask(one, "/")).text;
    const paths = [
      "/../package.json",
      "/assets/../../../package.json",
      "/..%2fpackage.json",
      "/%2e%2e/%2e%2e/package.json",
      "/..\\..\\package.json",
      "//etc/passwd",
      "/assets//etc/passwd",
      "/assets/%00",
      "/%",
      "file:///etc/passwd",
      `http://${host}/../package.json`,
      "http://evil.example/",
      "*",
    ];
    for (const path of paths) {
      const answer = await raw(one, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      const [status] = /\d{3}/.exec(answer) ?? [];
      expect(["200", "400", "403", "404", "421"], `${path}: ${answer}`).toContain(status);
      expect(answer, path).not.toMatch(/root:|"dependencies"|node:internal|Error:|\/src\//);
      if (status === "200") expect(answer, path).toContain(index);
    }
  });

  it("survives what is no request at all", async () => {
    const one = await served();
    const { host } = new URL(one.url);
    for (const text of [
      "\r\n\r\n",
      "GET / HTTP/1.0\r\n\r\n",
      `GET / HTTP/1.1\r\n\r\n`,
      "\u0016\u0003\u0001",
      "GET\r\n",
    ]) {
      expect(await raw(one, text), JSON.stringify(text)).not.toMatch(/200 OK/);
    }
    const twice = `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    expect(await raw(one, twice)).not.toMatch(/evil/);
    const long = `GET /api/databases?${"x".repeat(100_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    expect(await raw(one, long)).toMatch(/^HTTP\/1.1 431/);
    expect((await ask(one, "/api/databases")).status).toBe(200);
  });
});
