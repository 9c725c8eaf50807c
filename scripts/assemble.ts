import { readFileSync } from "node:fs";
import wabt from "wabt";

/** The source text of src/training/adamw-binary.ts, from adamw.wat. */
export async function assembledModule(): Promise<string> {
  const source = readFileSync(new URL("../src/training/adamw.wat", import.meta.url), "utf8");
  const { parseWat } = await wabt();
  const { buffer } = parseWat("adamw.wat", source).toBinary({});
  return `// Assembled from adamw.wat by scripts/wasm.ts.
export const adamwBinary: string =
  "${Buffer.from(buffer).toString("base64")}";
`;
}
