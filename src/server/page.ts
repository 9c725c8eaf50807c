import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { PstarError } from "../errors.ts";
import { type Body, bodyOf } from "./answer.ts";

/** Where the bundled page is: the same place seen from src/server and from dist/server. */
const folder = new URL("../../dist/web/", import.meta.url);
const index = new URL("index.html", folder);

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
 * @throws PstarError where there is none
 */
export function createPage(): () => Page {
  let page = readPage();
  let built = statSync(index).mtimeMs;
  return () => {
    const now = statSync(index, { throwIfNoEntry: false })?.mtimeMs ?? built;
    if (now !== built) [page, built] = [readPage(), now];
    return page;
  };
}

function readPage(): Page {
  if (!existsSync(index)) {
    throw new PstarError("the page is not built", { remedy: "run: npm run build:web" });
  }
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => extname(path) in types);
  return new Map(
    paths.map((path) => [`/${path}`, bodyOf(readFileSync(new URL(path, folder)), types[extname(path)]!)]),
  );
}
