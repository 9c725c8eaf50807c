// Assembles each .wat under src/ into the -binary.ts beside it: node scripts/wasm.ts
import { writeFileSync } from "node:fs";
import { assembledModule, modules } from "./assemble.ts";

for (const module of Object.keys(modules)) {
  writeFileSync(new URL(`../src/${module}-binary.ts`, import.meta.url), await assembledModule(module));
}
