import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { planPipeline } from "../../src/pipeline/index.ts";
import { binary, pstar } from "../cli/child.ts";
import { temporaryFolder } from "../store/temporary.ts";
import { contents, damage, edited, lasting, pipelineFile, runText, tiny } from "./tiny.ts";

const text = edited(
  tiny,
  ["synthesis: 300", "synthesis: 1000"],
  ["steps: 150", "steps: 40"],
  ["  - { kind: oracle }\n", ""],
  ["steps: 100", "steps: 10"],
);

it("says in one line that a place cannot be written", () => {
  const folder = temporaryFolder();
  const file = pipelineFile(folder, text);
  writeFileSync(join(folder, "taken"), "a file");
  mkdirSync(join(folder, "folder.db"));
  for (const db of [join(folder, "taken", "run.db"), join(folder, "folder.db"), "/proc/run.db"]) {
    const { code, stdout, stderr } = pstar(["run", file, "--json", "--db", db]);
    expect({ code, stdout }, db).toEqual({ code: 1, stdout: "" });
    expect(stderr, db).toMatch(/^pstar: \/[^\n]+ — [^\n]+\n$/);
    expect(stderr).not.toContain("internal error");
  }
});

const namespace = ["-Urm", "sh", "-c"];
const canMount = spawnSync("unshare", [...namespace, "mount -t tmpfs tmpfs /mnt"]).status === 0;

/** Runs on a disk of 450 KiB, of 650 KiB, of 1.5 MiB, on a read-only one, on a large one; after each copies what is there. */
const script = `
  disk=$1; copies=$2; shift 2
  mount -t tmpfs -o size=450k tmpfs $disk
  attempt() { "$@" >$copies/$name.out 2>$copies/$name.err; echo $name $?; cp -r $disk $copies/$name; }
  name=first; attempt "$@"
  mount -o remount,size=650k $disk; name=second; attempt "$@"
  mount -o remount,size=1500k $disk; name=third; attempt "$@"
  mount -o remount,ro $disk; name=readonly; attempt "$@"
  mount -o remount,rw,size=64m $disk; name=large; attempt "$@"`;

it.skipIf(!canMount)(
  "on a full or read-only disk stops in one line, keeps all that was committed, and goes on with room",
  async () => {
    const folder = temporaryFolder();
    const [disk, copies] = [join(folder, "disk"), join(folder, "copies")];
    for (const made of [disk, copies]) mkdirSync(made);
    const file = pipelineFile(folder, text);
    const command = [process.execPath, binary, "run", file, "--json", "--db", join(disk, "run.db")];
    const { stdout, stderr } = spawnSync("unshare", [...namespace, script, "sh", disk, copies, ...command], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const attempts = ["first", "second", "third", "readonly", "large"];
    expect(stdout.trim().split("\n")).toEqual(attempts.map((name) => `${name} ${name === "large" ? 0 : 1}`));
    const said = (name: string, stream: "out" | "err") =>
      readFileSync(join(copies, `${name}.${stream}`), "utf8");
    for (const name of attempts.slice(0, 3))
      expect(said(name, "err")).toMatch(/^pstar: \/[^\n]*(disk is full|no space)[^\n]* — [^\n]+\n$/);
    expect(said("readonly", "err")).toMatch(/^pstar: \/[^\n]*cannot be written — [^\n]+\n$/);

    const done: string[][] = [];
    for (const name of attempts) {
      const db = join(copies, name, "run.db");
      expect(damage(db), name).toEqual([]);
      const stages = await planPipeline(parseConfig(text, file), db);
      done.push(stages.filter(({ status }) => status === "done").map(({ key }) => key));
    }
    for (const [i, keys] of done.slice(1).entries()) expect(keys).toEqual(expect.arrayContaining(done[i]!));
    expect(done[0]!.length).toBeGreaterThan(0);
    expect(done[2]!.length).toBeGreaterThan(done[1]!.length);

    const alone = join(folder, "alone.db");
    const result = await runText(text, alone);
    expect(lasting(JSON.parse(said("large", "out")))).toEqual(lasting(result));
    expect(contents(join(copies, "large", "run.db"))).toEqual(contents(alone));
  },
);
