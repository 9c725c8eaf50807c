import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { writeWhole } from "../../src/files.ts";
import { artifactFolder, hashFile, readArtifact, recordArtifact } from "../../src/store/artifacts.ts";
import { completeStage } from "../../src/store/stages.ts";
import { begin, newRun, thrown } from "./made.ts";
import { temporaryFolder, temporaryStore } from "./temporary.ts";

const sha256 = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");

describe("artifacts", () => {
  it("lie beside the database and are known by their content", () => {
    const store = temporaryStore();
    const { id } = begin(store, newRun(store), "train");
    const folder = artifactFolder(store, "0a1b");
    expect(folder).toBe(join(store.path.replace(".db", ".artifacts"), "0a1b"));
    const path = join(folder, "model.bin");
    const content = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
    writeWhole(path, content);
    const made = recordArtifact(store, id, "model", path);
    expect(made).toMatchObject({ stageId: id, kind: "model", path, bytes: 3_000_000, hash: sha256(content) });
    expect(readArtifact(store, id, "model")).toEqual(made);
    expect(readdirSync(folder)).toEqual(["model.bin"]);
  });

  it("may be written again while their stage runs, and not after", () => {
    const store = temporaryStore();
    const { id } = begin(store, newRun(store), "train");
    const path = join(artifactFolder(store, "key"), "checkpoint");
    for (const content of ["first", "second one"]) {
      writeWhole(path, content);
      expect(recordArtifact(store, id, "checkpoint", path).hash).toBe(sha256(content));
    }
    completeStage(store, id, { input: 0, kept: 0, rejected: 0, failed: 0, seconds: 0 });
    writeFileSync(path, "third time");
    expect(recordArtifact(store, id, "checkpoint", path).hash).toBe(sha256("second one"));
  });

  it("that are gone or cut short are noticed", () => {
    const store = temporaryStore();
    const { id } = begin(store, newRun(store), "train");
    expect(() => readArtifact(store, id, "model")).toThrow("stage s1 has no model");
    const path = join(artifactFolder(store, "key"), "model");
    writeWhole(path, "weights");
    recordArtifact(store, id, "model", path);
    writeFileSync(path, "wei");
    expect(() => readArtifact(store, id, "model")).toThrow("gone or was changed");
    rmSync(path);
    expect(thrown(() => readArtifact(store, id, "model"))).toMatchObject({ where: path });
  });

  it("replace a file whole, or leave it and nothing else", () => {
    const folder = temporaryFolder();
    const path = join(folder, "file");
    writeWhole(path, "old");
    writeWhole(path, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
    mkdirSync(join(folder, "taken", "inside"), { recursive: true });
    expect(thrown(() => writeWhole(join(folder, "taken"), "x"))).toBeInstanceOf(PstarError);
    expect(readdirSync(folder).sort()).toEqual(["file", "taken"]);
    expect(thrown(() => writeWhole(join(folder, "none", "x"), "x"))).toBeInstanceOf(PstarError);
    expect(thrown(() => hashFile(join(folder, "none")))).toBeInstanceOf(PstarError);
  });
});
