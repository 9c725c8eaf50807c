#!/usr/bin/env node
// Plain JavaScript that any Node can parse: the native modules crash on an old Node, so check first.
import { existsSync } from "node:fs";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `pstar: needs Node 22.18 or newer and this is ${process.versions.node}; install a current Node, or run \`npx pstar\` in a checkout, which brings its own.`,
  );
  process.exit(2);
}
// A checkout runs its TypeScript as it is (type stripping); the published package holds only dist/.
const source = new URL("../src/cli/main.ts", import.meta.url);
const entry = existsSync(source) ? source : new URL("../dist/cli/main.js", import.meta.url);
await import(entry.href);
