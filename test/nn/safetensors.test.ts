import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readModelFolder, writeModelFolder } from "../../src/nn/model-folder.ts";
import { readSafetensors, writeSafetensors } from "../../src/nn/safetensors.ts";
import { readFixture } from "./fixture.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pstar-weights-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const { config, weights } = readFixture("rms-silu-rotary-grouped");

describe("safetensors", () => {
  it("come back bit for bit, with their metadata", () => {
    const path = join(folder, "weights.safetensors");
    const odd = Float32Array.of(Number.NaN, -0, Number.POSITIVE_INFINITY, 1e-45, 3.4028234663852886e38);
    const tensors = new Map([...weights, ["odd", { shape: [5], values: odd }]]);
    writeSafetensors(path, tensors, { updates: "7" });
    const read = readSafetensors(path);
    expect(read.metadata).toEqual({ format: "pt", updates: "7" });
    expect([...read.tensors.keys()]).toEqual([...tensors.keys()]);
    for (const [name, { shape, values }] of tensors) {
      const back = read.tensors.get(name)!;
      expect(back.shape).toEqual(shape);
      expect(Buffer.from(back.values.buffer)).toEqual(
        Buffer.from(values.buffer, values.byteOffset, values.byteLength),
      );
    }
  });

  it("have the layout the format asks for: a length, a JSON header to a multiple of 8, the bytes in order", () => {
    const path = join(folder, "layout.safetensors");
    writeSafetensors(path, new Map([["x", { shape: [2, 1], values: Float32Array.of(1, 2) }]]));
    const file = readFileSync(path);
    const length = Number(file.readBigUInt64LE(0));
    expect((8 + length) % 8).toBe(0);
    const header = JSON.parse(file.toString("utf8", 8, 8 + length));
    expect(header.x).toEqual({ dtype: "F32", shape: [2, 1], data_offsets: [0, 8] });
    expect(file.readFloatLE(8 + length + 4)).toBe(2);
  });

  const header = (json: unknown, data = 8): Buffer => {
    const text = Buffer.from(typeof json === "string" ? json : JSON.stringify(json));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([length, text, Buffer.alloc(data)]);
  };
  const huge = Buffer.alloc(16);
  huge.writeBigUInt64LE(2n ** 63n);
  it.each([
    ["empty", Buffer.alloc(0), /shorter than its header/],
    ["a header of 2⁶³ bytes", huge, /header of 9223372036854775808 bytes in 16/],
    ["no JSON", header("{nonsense"), /header is no JSON/],
    [
      "half precision",
      header({ x: { dtype: "F16", shape: [4], data_offsets: [0, 8] } }),
      /F16 is not supported/,
    ],
    ["bytes cut off", header({ x: { dtype: "F32", shape: [4], data_offsets: [0, 16] } }), /don't hold shape/],
    [
      "a shape too large",
      header({ x: { dtype: "F32", shape: [9], data_offsets: [0, 8] } }),
      /don't hold shape/,
    ],
  ])("that are wrong are refused by name: %s", (name, content, message) => {
    const path = join(folder, `${name}.safetensors`);
    writeFileSync(path, content);
    expect(() => readSafetensors(path)).toThrow(
      expect.objectContaining({ where: path, message: expect.stringMatching(message) }),
    );
  });
});

describe("a model's folder", () => {
  it("holds the configuration and weights it was given", () => {
    writeModelFolder(join(folder, "model"), { config, weights });
    const model = readModelFolder(join(folder, "model"));
    expect(model.config).toEqual(config);
    expect([...model.weights]).toEqual([...weights]);
  });

  it.each([
    ["missing", undefined, /config\.json is missing/],
    ["another architecture", { model_type: "bert" }, /model_type "bert" is not supported/],
    ["a wrong value", { model_type: "pstar-encoder-decoder", ...config, width: -1 }, /^width/],
    ["no JSON", "{nonsense", /is no JSON/],
  ])("that is wrong is refused in one line: %s", (name, content, message) => {
    const path = join(folder, name);
    writeModelFolder(path, { config, weights });
    if (content === undefined) rmSync(join(path, "config.json"));
    else {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      writeFileSync(join(path, "config.json"), text);
    }
    expect(() => readModelFolder(path)).toThrow(message);
  });
});
