/** The safetensors format: u64 header length, JSON header, then the tensors' bytes, little-endian. */
export { readSafetensors, type SafetensorsFile } from "./read.ts";
export { readWeights } from "./shards.ts";
export { writeSafetensors } from "./write.ts";
