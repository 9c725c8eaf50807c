import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readIdxImages } from "../../../src/theory/network/idx.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pstar-idx-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(bytes: Uint8Array): string {
  const path = join(folder, `${files++}.idx`);
  writeFileSync(path, bytes);
  return path;
}

function idx(shape: readonly number[], values: readonly number[], type = 0x08): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = type;
  header[3] = shape.length;
  shape.forEach((dimension, i) => {
    header.writeUInt32BE(dimension, 4 + 4 * i);
  });
  return Buffer.concat([header, Uint8Array.from(values)]);
}

const grey = [0, 51, 102, 153, 204, 255, 255, 0, 255, 0, 255, 0];
const images = idx([2, 2, 3], grey);
const labels = idx([2], [7, 3]);

describe("IDX files", () => {
  it.each([
    ["plain", (bytes: Buffer) => bytes],
    ["gzipped", gzipSync],
  ])("are read: %s", (_, pack) => {
    const read = readIdxImages({ images: file(pack(images)), labels: file(pack(labels)) });
    expect(read).toMatchObject({ rows: 2, size: 6, classes: 8 });
    expect([...read.labels]).toEqual([7, 3]);
    expect([...read.pixels]).toEqual(grey.map((level) => Math.fround(level / 255)));
  });

  it.each([
    ["other bytes", Buffer.from("label,pixel\n"), /is not an IDX file/],
    ["an empty file", Buffer.alloc(0), /is not an IDX file/],
    ["another element type", idx([2, 2, 3], grey, 0x0d), /type 0x0d; unsigned bytes \(0x08\)/],
    ["labels for images", labels, /has rank 1, images have 3/],
    ["a header cut short", images.subarray(0, 9), /ends within its header/],
    ["pixels cut short", images.subarray(0, -1), /is cut short: 2 × 2 × 3 are 12 bytes, it holds 11/],
    ["bytes behind the end", Buffer.concat([images, labels]), /is longer than its header says/],
    ["no images", idx([0, 2, 3], []), /is empty: its header says 0 × 2 × 3/],
    ["a damaged gzip", gzipSync(images).subarray(0, 20), /cannot be read: unexpected end of file/],
  ])("are refused in a line: %s", (_, bytes, message) => {
    const path = file(bytes);
    const reading = () => readIdxImages({ images: path, labels: file(labels) });
    expect(reading).toThrow(message);
    expect(reading).toThrow(expect.objectContaining({ where: path, exitCode: 2 }));
  });

  it.each([
    ["counts that differ", idx([3], [1, 2, 3]), /has 3 labels for the 2 images/],
    ["images for labels", images, /has rank 3, labels have 1/],
    ["one class alone", idx([2], [0, 0]), /nothing to tell apart/],
  ])("are refused together: %s", (_, bytes, message) => {
    const path = file(bytes);
    const reading = () => readIdxImages({ images: file(images), labels: path });
    expect(reading).toThrow(message);
    expect(reading).toThrow(expect.objectContaining({ where: path, exitCode: 2 }));
  });

  it("that are not there are named", () => {
    const path = join(folder, "absent");
    expect(() => readIdxImages({ images: path, labels: path })).toThrow(/cannot be read: ENOENT/);
  });
});
