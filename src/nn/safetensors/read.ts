import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import { PstarError } from "../../errors.ts";
import { sharedFloats, type Weight, type Weights } from "../parameters.ts";
import { isStoredType, type StoredType, storedTypes } from "./types.ts";

const place = z.number().int().nonnegative();
const headerEntry = z.object({
  dtype: z.string(),
  shape: z.array(place),
  data_offsets: z.tuple([place, place]),
});

type Entry = z.infer<typeof headerEntry> & { readonly name: string; readonly dtype: StoredType };

export interface SafetensorsFile {
  readonly tensors: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own limit. */
const longestHeader = 100_000_000;

/**
 * Reads a file of float32, float16 or bfloat16 tensors as float32, each into memory of its own that threads share.
 * @param isWanted which of them are read: all, unless it says otherwise
 * @throws PstarError when the file is missing, truncated, or no such safetensors; before any tensor is read
 */
export function readSafetensors(
  path: string,
  isWanted: (name: string) => boolean = () => true,
): SafetensorsFile {
  return withEntries(path, ({ file, start, entries, metadata }) => {
    const wanted = entries.filter(({ name }) => isWanted(name));
    const piece = Buffer.from(new ArrayBuffer(pieceBytes));
    return {
      tensors: new Map(wanted.map((entry) => [entry.name, readTensor(file, start, entry, piece)])),
      metadata,
    };
  });
}

/**
 * How each tensor of a file is stored, without reading any.
 * @throws PstarError as `readSafetensors`
 */
export function readStoredTypes(path: string): ReadonlyMap<string, StoredType> {
  return withEntries(path, ({ entries }) => new Map(entries.map(({ name, dtype }) => [name, dtype])));
}

interface Contents {
  readonly file: number;
  /** Where the tensors' bytes begin. */
  readonly start: number;
  readonly entries: readonly Entry[];
  readonly metadata: Readonly<Record<string, string>>;
}

function withEntries<Result>(path: string, use: (contents: Contents) => Result): Result {
  const file = open(path);
  try {
    const { size } = fstatSync(file);
    const { header, start } = readHeader(file, size, path);
    const { __metadata__: metadata = {}, ...given } = header as Record<string, unknown> & {
      __metadata__?: Record<string, string>;
    };
    const entries = Object.entries(given).map(([name, entry]) =>
      checkedEntry(name, entry, size - start, path),
    );
    refuseOverlaps(entries, path);
    return use({ file, start, entries, metadata });
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw new PstarError(`can't read: ${(error as Error).message}`, { where: path, cause: error });
  }
}

function readHeader(file: number, size: number, path: string): { header: object; start: number } {
  const broken = (why: string) =>
    new PstarError(`not a safetensors file: ${why}`, { where: path, remedy: "make or fetch the file again" });
  if (size < 8) throw broken("shorter than its header");
  const length = readBytes(file, 0, 8).readBigUInt64LE(0);
  if (length > BigInt(Math.min(size - 8, longestHeader)))
    throw broken(`header of ${length} bytes in ${size}`);
  const start = 8 + Number(length);
  try {
    return { header: { ...JSON.parse(readBytes(file, 8, start - 8).toString("utf8")) }, start };
  } catch {
    throw broken("header is no JSON");
  }
}

function checkedEntry(name: string, given: unknown, bytes: number, path: string): Entry {
  const broken = (why: string) => new PstarError(`tensor ${name}: ${why}`, { where: path });
  const parsed = headerEntry.safeParse(given);
  if (!parsed.success) throw broken("its type, shape or place is not given");
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!isStoredType(dtype))
    throw broken(`type ${dtype} is not supported, only ${Object.keys(storedTypes).join(", ")}`);
  const [start, end] = offsets;
  const size = shape.reduce((a, b) => a * b, 1);
  if (!(end <= bytes && end - start === storedTypes[dtype].bytes * size))
    throw broken(`bytes ${start}–${end} of ${bytes} don't hold shape [${shape}]`);
  return { ...parsed.data, name, dtype };
}

/** Two names for the same bytes could be an attempt to make a small file fill the memory. */
function refuseOverlaps(entries: readonly Entry[], path: string): void {
  const inOrder = entries.toSorted((a, b) => a.data_offsets[0] - b.data_offsets[0]);
  for (const [
    i,
    {
      name,
      data_offsets: [start, end],
    },
  ] of inOrder.entries()) {
    const before = inOrder[i - 1];
    if (before !== undefined && end > start && before.data_offsets[1] > start)
      throw new PstarError(`tensor ${name} lies over tensor ${before.name}`, { where: path });
  }
}

/** What is read at once, so that little lies beside the numbers themselves. */
const pieceBytes = 1 << 22;

function readTensor(
  file: number,
  start: number,
  { dtype, shape, data_offsets: [from, to] }: Entry,
  piece: Buffer<ArrayBuffer>,
): Weight {
  const { bytes, unpack } = storedTypes[dtype];
  const values = sharedFloats((to - from) / bytes);
  for (let at = from; at < to; at += piece.length) {
    const end = Math.min(at + piece.length, to);
    fill(piece.subarray(0, end - at), file, start + at);
    unpack(piece.buffer, values.subarray((at - from) / bytes, (end - from) / bytes));
  }
  return { shape, values };
}

function readBytes(file: number, from: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  fill(buffer, file, from);
  return buffer;
}

function fill(buffer: Buffer, file: number, from: number): void {
  let done = 0;
  while (done < buffer.length) {
    const read = readSync(file, buffer, done, buffer.length - done, from + done);
    if (read === 0) throw new Error("the file grew shorter while it was read");
    done += read;
  }
}
