/** The safetensors format: u64 header length, JSON header, then the tensors' bytes, little-endian. */
export { readSafetensors, type SafetensorsFile } from "./read.ts";
export { readLayout, readWeights, writeWeights } from "./shards.ts";
export type { StoredType } from "./types.ts";
export { writeSafetensors } from "./write.ts";
