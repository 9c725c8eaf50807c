import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical-json.ts";
import type { EndpointRequest } from "./request.ts";

/**
 * The key under which an answer is kept: SHA-256, hexadecimal, of all that it depends on. A schema counts as it is written,
 * since models answer in the order of its properties.
 */
export function requestKey(identity: unknown, request: EndpointRequest): string {
  const { samples = 1, schema, ...rest } = request;
  const asked = { ...rest, samples, ...(schema && { schema: JSON.stringify(schema) }) };
  return createHash("sha256")
    .update(canonicalJson({ identity, request: asked }))
    .digest("hex");
}
