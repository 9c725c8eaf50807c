import { readFileSync } from "node:fs";
import wabt from "wabt";

/** Every WebAssembly text under src/, without its ending, and the name under which the assembled bytes are exported. */
export const modules: Readonly<Record<string, string>> = {
  "training/adamw": "adamwBinary",
  "theory/linear-algebra/kernel": "kernelBinary",
};

/** The source text of a module's `-binary.ts`, from its `.wat`. */
export async function assembledModule(module: string): Promise<string> {
  const name = `${module.split("/").at(-1)}.wat`;
  const source = readFileSync(new URL(`../src/${module}.wat`, import.meta.url), "utf8");
  const { parseWat } = await wabt();
  const { buffer } = parseWat(name, source, { simd: true, relaxed_simd: true }).toBinary({});
  return `// Assembled from ${name} by scripts/wasm.ts.
export const ${modules[module]}: string =
  "${Buffer.from(buffer).toString("base64")}";
`;
}
