// Assembles src/training/adamw.wat into src/training/adamw-binary.ts: node scripts/wasm.ts
import { writeFileSync } from "node:fs";
import { assembledModule } from "./assemble.ts";

writeFileSync(new URL("../src/training/adamw-binary.ts", import.meta.url), await assembledModule());
