import { readFileSync } from "node:fs";
import { z } from "zod";
import { PstarError } from "../errors.ts";
import { writeWhole } from "../files.ts";
import type { Weight, Weights } from "./parameters.ts";

// The safetensors format: u64 header length, JSON header, then the tensors' bytes, little-endian.

const place = z.number().int().nonnegative();
const headerEntry = z.object({
  dtype: z.string(),
  shape: z.array(place),
  data_offsets: z.tuple([place, place]),
});

export interface SafetensorsFile {
  readonly tensors: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Writes float32 tensors; the file appears whole or not at all. */
export function writeSafetensors(
  path: string,
  tensors: Weights,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const header: Record<string, unknown> = { __metadata__: { format: "pt", ...metadata } };
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const chunks = [length, padded, ...[...tensors.values()].map(({ values }) => bytesOf(values))];
  writeWhole(path, ...chunks);
}

/**
 * Reads a file of float32 tensors.
 * @throws PstarError when the file is missing, truncated, or not float32 safetensors
 */
export function readSafetensors(path: string): SafetensorsFile {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (error) {
    throw new PstarError(`can't read: ${(error as Error).message}`, { where: path, cause: error });
  }
  const { header, data } = parseHeader(file, path);
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, unknown> & {
    __metadata__?: Record<string, string>;
  };
  const tensors = new Map<string, Weight>();
  for (const [name, entry] of Object.entries(entries)) tensors.set(name, readTensor(name, entry, data, path));
  return { tensors, metadata };
}

function parseHeader(file: Buffer, path: string): { header: object; data: Buffer } {
  const broken = (why: string) =>
    new PstarError(`not a safetensors file: ${why}`, { where: path, remedy: "make or fetch the file again" });
  if (file.length < 8) throw broken("shorter than its header");
  const length = file.readBigUInt64LE(0);
  if (length > BigInt(file.length - 8)) throw broken(`header of ${length} bytes in ${file.length}`);
  const end = 8 + Number(length);
  try {
    return { header: { ...JSON.parse(file.toString("utf8", 8, end)) }, data: file.subarray(end) };
  } catch {
    throw broken("header is no JSON");
  }
}

function readTensor(name: string, entry: unknown, data: Buffer, path: string): Weight {
  const broken = (why: string) => new PstarError(`tensor ${name}: ${why}`, { where: path });
  const parsed = headerEntry.safeParse(entry);
  if (!parsed.success) throw broken("its type, shape or place is not given");
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (dtype !== "F32") throw broken(`type ${dtype} is not supported, only F32`);
  const [start, end] = offsets;
  const size = shape.reduce((a, b) => a * b, 1);
  if (!(start >= 0 && end <= data.length && end - start === 4 * size))
    throw broken(`bytes ${start}–${end} of ${data.length} don't hold shape [${shape}]`);
  const bytes = data.buffer.slice(data.byteOffset + start, data.byteOffset + end) as ArrayBuffer;
  return { shape, values: new Float32Array(bytes) };
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
