import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRun, openStore } from "../../src/store/index.ts";
import { binary, pstar, temporaryFolder } from "./child.ts";

function database(path: string): string {
  const store = openStore(path);
  createRun(store, { name: "first", version: "0", seed: 1, config: "name: first" });
  store.close();
  return path;
}

/** `pstar view` as a process, once it has printed its address. */
async function viewing(args: readonly string[], home = temporaryFolder()) {
  const env = { ...process.env, PSTAR_HOME: home };
  const child = spawn(process.execPath, [binary, "view", ...args], { cwd: home, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stderr.on("data", (text: Buffer) => {
    err += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", () => reject(new Error(err)));
    child.stdout.on("data", (text: Buffer) => {
      out += text;
      const [found] = /http:\S+(?=\n)/.exec(out) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return { child, url, ended: once(child, "exit"), stderr: () => err };
}

describe("pstar view", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "prints its address, serves, and ends well on %s",
    async (signal) => {
      const { child, url, ended, stderr } = await viewing([
        database(join(temporaryFolder(), "a.db")),
        "--port",
        "0",
      ]);
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[0-9a-f]{32}$/);
      const page = await fetch(url);
      expect(await page.text()).toMatch(/^<!doctype html>/i);
      const databases = await fetch(new URL("/api/databases", url));
      expect(await databases.json()).toMatchObject([{ name: "a.db", runs: 1, error: null }]);
      // Someone still listens when it ends.
      const events = await fetch(new URL("/api/db/0/runs/r1/changes", url));
      child.kill(signal);
      expect(await ended).toEqual([0, null]);
      expect(stderr()).toBe("");
      await expect(events.text()).rejects.toThrow();
    },
  );

  it("shows every database of runs/, where PSTAR_HOME says", async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, "runs"));
    for (const name of ["b.db", "a.db"]) database(join(home, "runs", name));
    writeFileSync(join(home, "runs", "notes.txt"), "");
    const { url } = await viewing(["--port", "0"], home);
    const databases = await (await fetch(new URL("/api/databases", url))).json();
    expect(databases).toMatchObject([{ name: "a.db" }, { name: "b.db" }]);
  });

  it("takes the next port where one is taken, unless told which", async () => {
    const path = database(join(temporaryFolder(), "a.db"));
    const [first, second] = [await viewing([path]), await viewing([path])];
    const [one, other] = [first, second].map(({ url }) => Number(new URL(url).port));
    expect(one).toBeGreaterThanOrEqual(4242);
    expect(other).toBeGreaterThan(one!);
    const { code, stdout, stderr } = pstar(["view", path, "--port", String(one)]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      `pstar: port ${one} is taken — choose another with --port, or 0 for any that is free\n`,
    );
  });

  it("says in one line why it cannot start", () => {
    const home = temporaryFolder();
    writeFileSync(join(home, "text.db"), "not a database, but long enough for a header of one".repeat(10));
    const told = (...args: string[]) => pstar(["view", ...args], home, undefined, { PSTAR_HOME: home });
    expect(told()).toEqual({
      code: 2,
      stdout: "",
      stderr: `pstar: ${join(home, "runs")}: no database here — make one with pstar run FILE, or say where there is one: pstar view FILE.db\n`,
    });
    expect(told("none.db").stderr).toBe(
      "pstar: none.db: is not there — check the path, or put the file back\n",
    );
    expect(told("text.db").stderr).toBe("pstar: text.db: is not a pstar database — choose another file\n");
    for (const port of ["x", "-1", "65536", "80.5"]) {
      const { code, stderr } = told("text.db", "--port", port);
      expect([code, stderr.trimEnd().split("\n").length], port).toEqual([2, 1]);
    }
  });
});
