import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/index.ts";
import { changed, pipelineText } from "../config/pipeline-file.ts";
import { pstar, temporaryFolder } from "./child.ts";
import { refusal } from "./refusal.ts";

const oldNode = ["/usr/local/bin/node", "/usr/bin/node"].find((path) => {
  const [major = 0, minor = 0] = spawnSync(path, ["-p", "process.versions.node"], { encoding: "utf8" })
    .stdout?.split(".")
    .map(Number) ?? [99];
  return major < 22 || (major === 22 && minor < 18);
});

describe("pstar", () => {
  it("tells its version and its commands", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(pstar(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
    const help = pstar(["--help"]);
    expect(help.code).toBe(0);
    for (const command of ["init", "run", "estimate", "trace", "doctor"])
      expect(help.stdout).toContain(command);
  });

  it.skipIf(oldNode === undefined)("says in one line that a Node is too old", () => {
    const { code, stdout, stderr } = pstar(["--version"], temporaryFolder(), oldNode);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^pstar: needs Node 22\.18 or newer and this is \d+\.\d+\.\d+; .+\n$/);
  });

  it.each([
    [["rnu", "a.yaml"], /unknown command 'rnu' \(Did you mean run\?\)/],
    [["run"], /missing required argument 'file'/],
    [["run", "a.yaml", "--dry-rnu"], /unknown option '--dry-rnu' \(Did you mean --dry-run\?\)/],
    [["run", "a.yaml", "b.yaml"], /too many arguments/],
  ])("refuses %j with code 2 and one line", (args, line) => {
    const { code, stdout, stderr } = pstar(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^pstar: .+\n$/);
    expect(stderr).toMatch(line);
  });
});

describe("a pipeline file on the command line", () => {
  it("that is wrong is refused with code 2, a line for each thing, and no stack", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "a.yaml");
    writeFileSync(file, changed(["heads: 4", "haeds: 4"], ["kind: random", "kind: rnadom"]));
    const first = 'a.yaml:5: generator.model.haeds: unknown key — did you mean "heads"?';
    expect(pstar(["run", "a.yaml"], folder)).toEqual({
      code: 2,
      stdout: "",
      stderr: [
        `pstar: ${first}`,
        'pstar: a.yaml:10: verifiers[1].kind: "rnadom" is not known here — did you mean "random"?',
        "",
      ].join("\n"),
    });
    for (const verb of ["generate", "verify", "select", "estimate", "train", "evaluate"])
      expect(await refusal(verb, file), verb).toEqual({ code: 2, line: join(folder, first) });
  });

  it("shows a stack only with --debug", () => {
    expect(pstar(["run", "none.yaml"]).stderr).toMatch(/^pstar: none\.yaml: no such file — .+\n$/);
    expect(pstar(["run", "none.yaml", "--debug"]).stderr).toMatch(/\n\s+at .+load\.ts/);
  });

  it("is planned without doing anything, for people and for programs", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.yaml"), pipelineText);
    const plan = pstar(["run", "a.yaml", "--dry-run"], folder);
    expect(plan).toMatchObject({ code: 0, stderr: "" });
    expect(plan.stdout).toMatch(/\d+ of \d+ stages to do, in runs\/small\.db/);
    const { db, stages } = JSON.parse(pstar(["run", "a.yaml", "--dry-run", "--json"], folder).stdout);
    expect(db).toBe(join("runs", "small.db"));
    for (const stage of stages) expect(stage).toMatchObject({ status: "new", rows: expect.any(Number) });
    expect(stages.length).toBeGreaterThan(5);
    expect(existsSync(join(folder, "runs"))).toBe(false);
  });
});

describe("pstar init", () => {
  it("writes a file for articles of one's own, too", () => {
    const folder = temporaryFolder();
    expect(pstar(["init", "mine.yaml", "--task", "summarization"], folder)).toMatchObject({ code: 0 });
    const { task, name } = loadConfig(join(folder, "mine.yaml")).config;
    expect([name, task.kind]).toEqual(["mine", "summarization"]);
    expect(pstar(["init", "--task", "poems"], folder)).toMatchObject({ code: 2 });
  });

  it("writes a commented file that loads, under its own name", () => {
    const folder = temporaryFolder();
    expect(pstar(["init", "my first.yaml"], folder)).toMatchObject({ code: 0, stderr: "" });
    const { config, text } = loadConfig(join(folder, "my first.yaml"));
    expect(config.name).toBe("my-first");
    expect(text.match(/#/g)!.length).toBeGreaterThan(20);
    const [, schema] = /\$schema=(\S+)/.exec(text)!;
    expect(existsSync(join(folder, schema!))).toBe(true);
  });

  it("gives names that YAML would read as numbers back as texts", () => {
    const folder = temporaryFolder();
    for (const name of ["2024", "1e3", "true", "null"]) {
      pstar(["init", `${name}.yaml`], folder);
      expect(loadConfig(join(folder, `${name}.yaml`)).config.name).toBe(name);
    }
  });

  it("replaces a file only with --force", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "pipeline.yaml"), "mine");
    expect(pstar(["init"], folder)).toEqual({
      code: 2,
      stdout: "",
      stderr: "pstar: pipeline.yaml: is already there — choose another name, or replace it with --force\n",
    });
    expect(readFileSync(join(folder, "pipeline.yaml"), "utf8")).toBe("mine");
    expect(pstar(["init", "--force"], folder).code).toBe(0);
    expect(loadConfig(join(folder, "pipeline.yaml")).config.name).toBe("pipeline");
  });

  it("says what is wrong with the place", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "there"));
    expect(pstar(["init", "there", "--force"], folder).stderr).toMatch(/^pstar: there: is a folder — .+\n$/);
    expect(pstar(["init", "none/a.yaml"], folder).stderr).toMatch(
      /^pstar: none\/a\.yaml: its folder is not there/,
    );
  });
});

describe("pstar doctor", () => {
  it("finds all that is needed where the tests run", () => {
    const { code, stdout } = pstar(["doctor", "--json"]);
    const health = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(health).toMatchObject({ node: process.versions.node, missing: [], folder: { writable: true } });
    const { providers } = health.onnxruntime;
    expect(providers.map(({ name }: { name: string }) => name)).toEqual([
      ...["cpu", "cuda", "webgpu", "coreml", "dml"],
    ]);
    expect(providers).toContainEqual({ name: "cpu", works: true });
    // No machine is both.
    const without = providers.filter(({ works }: { works: boolean }) => !works);
    expect(without.length).toBeGreaterThan(0);
    for (const { name, why, remedy } of without) {
      expect(why).toMatch(new RegExp(`^${name}: .+`));
      expect(remedy).toMatch(/.+/);
    }
    expect(health.sqlite).toMatch(/^3\./);
    const { stdout: text } = pstar(["doctor"]);
    for (const word of [health.pstar, health.sqlite, "trains on     cpu", "cores", "memory", "disk"])
      expect(text).toContain(word);
    for (const { why, remedy } of without) expect(text).toContain(`not on        ${why} — ${remedy}\n`);
  });
});
