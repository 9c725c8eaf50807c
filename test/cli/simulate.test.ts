import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { DOMParser } from "linkedom";
import { describe, expect, it } from "vitest";
import { simulations } from "../../src/cli/simulate/index.ts";
import { binary, pstar, temporaryFolder } from "./child.ts";
import { refusal } from "./refusal.ts";

const reference =
  "--dimension 80 --samples 200 --width 60 --synthetic-share 0.3 --ridge 0.01 --spectrum-decay 1 " +
  "--signal 3 --shift 0.8 --noise 0.5 --synthetic-noise 0.7 --runs 300 --seed 1";

/** Lets a process say once it listens to Ctrl-C. */
const tellsOfListening = `data:text/javascript,${encodeURIComponent(
  'process.on("newListener", (name) => name === "SIGINT" && setImmediate(() => console.error("listening")));',
)}`;

describe("pstar simulate", () => {
  it("collapse --json prints theory and simulation of the reference setting, and writes both files", () => {
    const folder = temporaryFolder();
    const args = [
      "simulate",
      "collapse",
      ...reference.split(" "),
      "--json",
      "--csv",
      "a.csv",
      "--svg",
      "a.svg",
    ];
    const { code, stdout, stderr } = pstar(args, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { theory, simulation, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({});
    expect(Object.keys(theory)).toEqual(["bias", "variance", "collapse", "total", "kappa"]);
    expect(Object.keys(simulation)).toEqual(["mean", "standardError", "runs"]);
    expect(theory.total).toBeCloseTo(0.1415, 4);
    expect(theory.bias + theory.variance + theory.collapse).toBeCloseTo(theory.total, 12);
    expect(simulation.runs).toBe(300);
    expect(Math.abs(simulation.mean - theory.total)).toBeLessThan(3 * simulation.standardError);

    expect(readdirSync(folder).sort()).toEqual(["a.csv", "a.svg"]);
    const rows: Record<string, string>[] = parse(readFileSync(join(folder, "a.csv")), { columns: true });
    const simulated = rows.filter(({ kind }) => kind === "points");
    expect(simulated).toHaveLength(1);
    expect(Number(simulated[0]!.x)).toBe(200);
    expect(Number(simulated[0]!.y)).toBe(simulation.mean);
    expect(Number(simulated[0]!.high)).toBe(simulation.mean + simulation.standardError);
    const svg = new DOMParser().parseFromString(readFileSync(join(folder, "a.svg"), "utf8"), "image/svg+xml");
    expect(svg.documentElement.tagName).toBe("svg");
    const words = svg.documentElement.textContent;
    for (const word of ["bias B", "collapse ζ", "samples n", "theory"]) expect(words).toContain(word);
  });

  it("transition --json prints points of both kinds, the switch on the right side of p⋆", () => {
    const { code, stdout } = pstar(
      "simulate transition --json --generator-errors 0.1,0.4,0.8 --verifier-errors 0.3,0.5 --runs 3 --rows 2000".split(
        " ",
      ),
    );
    expect(code).toBe(0);
    const { points } = JSON.parse(stdout);
    expect(points).toHaveLength(12);
    for (const point of points) {
      expect(Object.keys(point)).toEqual([
        "errors",
        "generatorError",
        "verifierError",
        "phi",
        "psi",
        "pstar",
        "predicted",
        "accuracy",
      ]);
      expect(Object.keys(point.accuracy)).toEqual(["mean", "standardError"]);
      expect(point.pstar).toBeCloseTo(point.phi / (point.phi + point.psi), 12);
      expect(point.accuracy.mean > 0.5).toBe(point.generatorError < point.pstar);
      expect(point.predicted > 0.5).toBe(point.generatorError < point.pstar);
    }
  });

  it.each([
    ["mixture", "--rows 30,100 --runs 2", 12],
    ["scaling", "--steps 3 --runs 2", 15],
    ["width", "--widths 20,40,80 --samples 40 --dimension 60 --runs 2", 15],
    ["pareto", "--widths 20,40,80 --samples 40 --dimension 60 --runs 2", 12],
    ["mixing", "--generations 2 --synthetic-weights 0,0.5 --runs 2", 4],
    ["network", "--widths 4 --samples 50,100 --synthetic-shares 0,1 --updates 10 --runs 2", 4],
  ])("%s prints its setting and points as JSON, and draws them", (name, flags, points) => {
    const folder = temporaryFolder();
    const args = ["simulate", name, ...flags.split(" "), "--seed", "3", "--json", "--svg", "a.svg"];
    const { code, stdout, stderr } = pstar(args, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const result = JSON.parse(stdout);
    expect(result.setting).toMatchObject({ runs: 2, seed: 3 });
    expect(result.points).toHaveLength(points);
    expect(readFileSync(join(folder, "a.svg"), "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  it("draws a setting in which an error is exactly 0, and says that it can't show that", () => {
    const folder = temporaryFolder();
    const { code } = pstar("simulate collapse --synthetic-share 0 --runs 2 --svg a.svg".split(" "), folder);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, "a.svg"), "utf8")).toContain("zeros have no place on a log axis");
  });

  it("prints a table of at most 80 columns", () => {
    const { code, stdout, stderr } = pstar("simulate width --samples 40 --dimension 60 --runs 2".split(" "));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(Math.max(...stdout.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/simulated means lie within two standard errors/);
  });

  it("stops on Ctrl-C with code 130, and writes nothing", async () => {
    const folder = temporaryFolder();
    const args = ["simulate", "transition", "--runs", "100000", "--csv", "a.csv"];
    const child = spawn(process.execPath, ["--import", tellsOfListening, binary, ...args], { cwd: folder });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    const ended = once(child, "exit");
    await expect.poll(() => said).toContain("listening");
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(said).toContain("Stopping");
    expect(existsSync(join(folder, "a.csv"))).toBe(false);
  });
});

describe("pstar simulate refuses", () => {
  it.each([
    ["collapse --ridge -1", /'--ridge <x>'.*0 or more/],
    ["collapse --synthetic-share 1.2", /'--synthetic-share <share>'.*from 0 to 1/],
    ["transition --runs 1", /--runs: must be 2 or more/],
    ["mixture --verifier-angles 4", /'--verifier-angles <x,…>'.*from 0 to π/],
    ["network --samples 9000", /--samples: 9000 rows/],
    ["network --images a.idx", /--labels: images and their labels/],
    ["collapse --svg nowhere/a.svg", /--svg: nowhere\/a\.svg is in no folder/],
    ["colapse", /unknown command 'colapse' \(Did you mean collapse\?\)/],
  ])("%s with code 2", async (args, line) => {
    const refused = await refusal("simulate", ...args.split(" "));
    expect(refused).toEqual({ code: 2, line: expect.stringMatching(line) });
  });

  it("in one line", () => {
    const { code, stdout, stderr } = pstar(["simulate", "transition", "--runs", "1"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^pstar: --runs: .+\n$/);
  });
});

describe("a simulation", () => {
  it("is one file and one line in the table", () => {
    const folder = new URL("../../src/cli/simulate/", import.meta.url);
    for (const { name } of simulations) expect(existsSync(new URL(`${name}.ts`, folder))).toBe(true);
    expect(new Set(simulations.map(({ name }) => name)).size).toBe(8);
  });
});
