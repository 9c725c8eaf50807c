import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readModelFolder, writeModelFolder } from "../../src/nn/model-folder.ts";
import { readSafetensors, readWeights, writeSafetensors } from "../../src/nn/safetensors/index.ts";
import { storedTypes } from "../../src/nn/safetensors/types.ts";
import { createRandom } from "../../src/random/generator.ts";
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
      "a type of few bits",
      header({ x: { dtype: "F8_E4M3", shape: [8], data_offsets: [0, 8] } }),
      /F8_E4M3 is not supported, only F32, F16, BF16/,
    ],
    [
      "tensors that lie over each other",
      header({
        x: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
        y: { dtype: "F32", shape: [1], data_offsets: [4, 8] },
      }),
      /tensor y lies over tensor x/,
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

it.each(["F32", "F16", "BF16"] as const)("tensors of %s are read into memory that threads share", (type) => {
  const path = join(folder, `shared-${type}.safetensors`);
  // More than is read at once.
  const values = Float32Array.from({ length: 3_000_001 }, (_, i) => i % 128);
  writeSafetensors(path, new Map([["w", { shape: [values.length], values }]]), {}, type);
  const read = readSafetensors(path).tensors.get("w")!.values;
  expect(read.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(read.length).toBe(values.length);
  expect(read.every((value, i) => value === values[i])).toBe(true);
});

describe("numbers of sixteen bits", () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

  it.each(["F16", "BF16"] as const)("%s are each read as what they are, and written as they were", (type) => {
    const { pack, unpack } = storedTypes[type];
    const values = new Float32Array(all.length);
    unpack(all.slice().buffer, values);
    const view = new DataView(new ArrayBuffer(4));
    for (const bits of all) {
      if (type === "F16") view.setFloat32(0, new Float16Array(Uint16Array.of(bits).buffer)[0]!);
      else view.setUint32(0, bits * 65_536);
      expect(Object.is(values[bits], view.getFloat32(0)), String(bits)).toBe(true);
    }
    const back = new Uint16Array(pack(values).slice().buffer);
    for (const bits of all) if (!Number.isNaN(values[bits])) expect(back[bits]).toBe(bits);
  });

  it("F16 are the nearest to any float32, as the language's own are", () => {
    const random = createRandom(4);
    const values = Float32Array.from({ length: 50_000 }, (_, i) =>
      i % 2 === 0 ? random.normal() * 10 ** (12 * random.uniform() - 9) : 1 + i / 2 ** 16 + 2 ** -11,
    );
    const packed = new Uint16Array(storedTypes.F16.pack(values).slice().buffer);
    expect(packed).toEqual(new Uint16Array(new Float16Array(values).buffer));
  });

  it("BF16 are the nearest to any float32, ties to even", () => {
    const of = (...bits: number[]) => new Float32Array(Uint32Array.from(bits).buffer);
    const packed = storedTypes.BF16.pack(of(0x3f808000, 0x3f818000, 0x3f808001, 0x3f807fff, 0x7f7fffff));
    expect([...new Uint16Array(packed.slice().buffer)]).toEqual([0x3f80, 0x3f82, 0x3f81, 0x3f80, 0x7f80]);
  });
});

describe("shards", () => {
  const shard = (name: string, tensors: Record<string, number[]>) =>
    writeSafetensors(
      name,
      new Map(
        Object.entries(tensors).map(([key, values]) => [
          key,
          { shape: [values.length], values: Float32Array.from(values) },
        ]),
      ),
    );
  const indexed = (name: string, map: unknown) => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    shard(join(path, "one.safetensors"), { a: [1], b: [2, 3] });
    shard(join(path, "two.safetensors"), { c: [4, Number.NaN] });
    writeFileSync(join(path, "model.safetensors.index.json"), JSON.stringify({ weight_map: map }));
    return path;
  };

  it("are read as their index says, and no further", () => {
    const weights = readWeights(indexed("shards", { a: "one.safetensors", b: "one.safetensors" }));
    expect(new Map([...weights].map(([name, { values }]) => [name, [...values]]))).toEqual(
      new Map([
        ["a", [1]],
        ["b", [2, 3]],
      ]),
    );
  });

  it.each([
    [
      "a path to elsewhere",
      { a: "../one.safetensors" },
      /names the shard "\.\.\/one\.safetensors", which is no file beside it/,
    ],
    ["an absolute path", { a: "/etc/passwd" }, /names the shard "\/etc\/passwd"/],
    ["a shard that is not there", { a: "three.safetensors" }, /can't read/],
    ["a tensor that is not there", { z: "one.safetensors" }, /tensor z is missing/],
    ["a value that is no number", { c: "two.safetensors" }, /tensor c: value 1 is NaN/],
    ["no map", 7, /is no index of shards/],
  ])("are refused in one line: %s", (name, map, message) => {
    expect(() => readWeights(indexed(name, map))).toThrow(message);
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
