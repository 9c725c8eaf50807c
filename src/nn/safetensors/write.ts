import { writeWhole } from "../../files.ts";
import type { Weights } from "../parameters.ts";
import { type StoredType, storedTypes } from "./types.ts";

/** Writes tensors; the file appears whole or not at all. @param dtype they are stored as, by default float32 */
export function writeSafetensors(
  path: string,
  tensors: Weights,
  metadata: Readonly<Record<string, string>> = {},
  dtype: StoredType | ((name: string) => StoredType) = "F32",
): void {
  const header: Record<string, unknown> = { __metadata__: { format: "pt", ...metadata } };
  const chunks: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    const type = typeof dtype === "string" ? dtype : dtype(name);
    const bytes = storedTypes[type].pack(values);
    header[name] = { dtype: type, shape, data_offsets: [offset, offset + bytes.length] };
    chunks.push(bytes);
    offset += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  writeWhole(path, length, padded, ...chunks);
}
