import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { listStages, openIfMade } from "../../src/store/index.ts";
import { changed, pipelineText } from "../config/pipeline-file.ts";
import { binary, pstar, temporaryFolder } from "./child.ts";

function pipelineFolder(content: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.yaml"), content);
  return folder;
}

describe("pstar run", () => {
  it("does as much as a verb asks for, goes on from there, and prints the same when run again", () => {
    // Enough steps for the generator to write numbers.
    const folder = pipelineFolder(
      changed(
        ["steps: 10", "steps: 120, warmupSteps: 20, batchSize: 64"],
        ["  - kind: random\n", ""],
        ["[0.5, 1]", "[0.25]"],
      ),
    );
    const estimated = pstar(["estimate", "a.yaml"], folder);
    expect(estimated.code).toBe(0);
    expect(estimated.stdout).toMatch(/Before any training/);
    expect(estimated.stdout).not.toMatch(/After training/);
    const { stages } = JSON.parse(pstar(["run", "a.yaml", "--dry-run", "--json"], folder).stdout);
    expect(stages.filter(({ kind }: { kind: string }) => kind === "estimate")).toHaveLength(2);
    for (const { kind, name, status } of stages) {
      if (kind === "evaluate") expect(status).toBe("new");
      else if (kind !== "train" && name !== "examples: test") expect(status, name).toBe("done");
    }

    const first = pstar(["run", "a.yaml", "--json"], folder);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const { run: _, ...result } = JSON.parse(first.stdout);
    expect(result).toMatchObject({ db: join("runs", "small.db"), task: "eigenvalues" });
    expect(result.cells).toHaveLength(2);
    for (const cell of result.cells) expect(cell.student.metrics.within1).toHaveProperty("estimate");
    const { run: __, ...again } = JSON.parse(pstar(["run", "a.yaml", "--json"], folder).stdout);
    expect(again).toEqual(result);

    const told = pstar(["run", "a.yaml"], folder);
    expect(told.stdout).toMatch(/Before any training[\s\S]+After training/);
    expect(told.stderr).toMatch(/^= done before: /);
    expect(pstar(["trace", "r1"], folder).stdout).toMatch(/^r1 {2}run {2}small/);
  });

  it("keeps its database under PSTAR_HOME", () => {
    const folder = pipelineFolder(pipelineText);
    const plan = pstar(["run", "a.yaml", "--dry-run"], folder, process.execPath, {
      PSTAR_HOME: "/home/of/pstar",
    });
    expect(plan.stdout).toContain("in /home/of/pstar/runs/small.db");
  });

  it("stops at Ctrl-C with what it has, and goes on from there", async () => {
    const folder = pipelineFolder(changed(["steps: 10", "steps: 100000"]));
    const child = spawn(process.execPath, [binary, "run", "a.yaml"], { cwd: folder });
    const [said, printed] = [text(child.stderr), text(child.stdout)];
    const ended = once(child, "exit");
    const db = join(folder, "runs", "small.db");
    const statuses = () => {
      const store = openIfMade(db);
      const found = store === undefined ? [] : listStages(store, 1).map(({ status }) => status);
      store?.close();
      return found;
    };
    await expect.poll(statuses).toEqual(expect.arrayContaining(["done", "running"]));
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(await said).toMatch(/Stopping: [\s\S]*Stopped\. What was done is in runs\/small\.db/);
    expect(await printed).toBe("");
    const { stages } = JSON.parse(pstar(["run", "a.yaml", "--dry-run", "--json"], folder).stdout);
    const states = stages.map(({ status }: { status: string }) => status);
    expect(states).toContain("done");
    expect(states).toContain("partial");
  });
});
