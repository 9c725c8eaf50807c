import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { PstarError } from "../errors.ts";
import { type Body, bodyOf } from "./answer.ts";

/** Where the bundled page is: the same place seen from src/server and from dist/server. */
const built = new URL("../../dist/web/", import.meta.url);

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/** The page's files by path, `/assets/index-1a2b.js`. */
export type Page = ReadonlyMap<string, Body>;

/**
 * Keeps the page's files in memory, so that no request names a file of this machine; reads them again once they are
 * built anew.
 *
 * @param folder its address, with a slash at the end
 * @throws PstarError where there is none
 */
export function createPage(folder: URL = built): () => Page {
  let page = readPage(folder);
  let time = timeOf(folder);
  return () => {
    const now = timeOf(folder) ?? time;
    if (now !== time) [page, time] = [readPage(folder), now];
    return page;
  };
}

/** When it was built; undefined where it is not. */
const timeOf = (folder: URL): number | undefined =>
  statSync(new URL("index.html", folder), { throwIfNoEntry: false })?.mtimeMs;

function readPage(folder: URL): Page {
  if (timeOf(folder) === undefined) {
    throw new PstarError("the page is not built", { remedy: "run: npm run build:web" });
  }
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => extname(path) in types);
  return new Map(
    paths.map((path) => [`/${path}`, bodyOf(readFileSync(new URL(path, folder)), types[extname(path)]!)]),
  );
}
