import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { PstarError } from "../../errors.ts";
import type { LabelledImages } from "./images.ts";

/** Paths of two IDX files, plain or gzipped, as MNIST and its kin come. */
export interface IdxPaths {
  /** Unsigned bytes, rows × height × width. */
  readonly images: string;
  /** Unsigned bytes, one a row. */
  readonly labels: string;
}

interface Idx {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Images with their labels. Grey levels 0–255 become 0–1; there are as many classes as the largest label plus one.
 * @throws PstarError (exit code 2) when a file can't be read, is no IDX file of unsigned bytes, or they don't fit together
 */
export function readIdxImages(paths: IdxPaths): LabelledImages {
  const images = readIdx(paths.images, "images", 3);
  const { bytes: labels } = readIdx(paths.labels, "labels", 1);
  const [rows, height, width] = images.shape;
  if (labels.length !== rows) {
    refuse(paths.labels, `has ${labels.length} labels for the ${rows} images of ${paths.images}`);
  }
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  if (classes < 2) refuse(paths.labels, "has no label above 0: there is nothing to tell apart");
  const pixels = new Float32Array(images.bytes);
  for (let i = 0; i < pixels.length; i++) pixels[i] /= 255;
  return { pixels, labels, rows, size: height * width, classes };
}

/** Header (LeCun et al.): two zero bytes, the element type, the rank, then each dimension as a big-endian 32-bit number. */
function readIdx(path: string, what: string, rank: number): Idx {
  const file = unzippedFile(path);
  if (file.length < 4 || file[0] !== 0 || file[1] !== 0) {
    refuse(path, "is not an IDX file: it does not start with two zero bytes");
  }
  if (file[2] !== UNSIGNED_BYTE) {
    refuse(path, `holds elements of IDX type ${hexadecimal(file[2])}; unsigned bytes (0x08) are wanted`);
  }
  if (file[3] !== rank) {
    refuse(path, `has rank ${file[3]}, ${what} have ${rank}`, "give the images first, then the labels");
  }
  const start = 4 + 4 * rank;
  if (file.length < start) refuse(path, "ends within its header");
  const shape = Array.from({ length: rank }, (_, i) => file.readUInt32BE(4 + 4 * i));
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (size === 0) refuse(path, `is empty: its header says ${shape.join(" × ")}`);
  const held = file.length - start;
  if (held !== size) {
    const wrong = held < size ? "is cut short" : "is longer than its header says";
    refuse(path, `${wrong}: ${shape.join(" × ")} are ${size} bytes, it holds ${held}`);
  }
  return { shape, bytes: file.subarray(start) };
}

function unzippedFile(path: string): Buffer {
  try {
    const file = readFileSync(path);
    return file[0] === 0x1f && file[1] === 0x8b ? gunzipSync(file) : file;
  } catch (error) {
    throw new PstarError(`cannot be read: ${(error as Error).message}`, {
      where: path,
      exitCode: 2,
      cause: error,
    });
  }
}

function hexadecimal(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}

function refuse(where: string, message: string, remedy?: string): never {
  throw new PstarError(message, { where, exitCode: 2, ...(remedy !== undefined && { remedy }) });
}
