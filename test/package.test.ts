import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

describe("the package as it is published, with compiled JavaScript and no sources", () => {
  let folder: string;
  const run = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pstar-package-"));
    for (const part of ["bin", "examples", "schema", "package.json"])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    run(compiler, "-p", join(root, "tsconfig.build.json"), "--outDir", join(folder, "dist"));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has a command line", () => {
    expect(JSON.parse(run("bin/pstar.js", "doctor", "--json"))).toMatchObject({ missing: [] });
  });

  it("has a library that trains and decodes in its worker threads", () => {
    writeFileSync(
      join(folder, "use.mjs"),
      `import * as pstar from "pstar";
      const config = pstar.transformerConfig.parse({ width: 8, heads: 2, vocabularySize: 5, sourceLength: 2, targetLength: 2, startToken: 0 });
      const options = pstar.trainingOptions.parse({ steps: 2, batchSize: 2 });
      const data = { source: pstar.sharedTokens(8), target: pstar.sharedTokens(8), rows: 4 };
      const outcome = await pstar.trainModel({ name: "x", key: "x", config, options, data, seed: 1, checkpoint: "x.safetensors" });
      const model = { config, weights: pstar.weightsOf({ config }, outcome.parameters) };
      const task = { encodeInput: () => new Int32Array(2), decodeOutput: (tokens) => [...tokens].join(" ") };
      const generator = pstar.modelGenerator(model, task, { method: "greedy" }, 1);
      const [[answer]] = await generator.generate([{ example: { input: "" }, seeds: [1] }]);
      await generator.release();
      console.log(JSON.stringify({ updates: outcome.updates, tokens: answer.tokens.length, pstar: pstar.breakdownPoint(0.8, 0.2) }));`,
    );
    expect(JSON.parse(run("use.mjs"))).toEqual({ updates: 2, tokens: 2, pstar: 0.8 });
  });
});
