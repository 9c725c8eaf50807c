import { createHash } from "node:crypto";
import type { EndpointRequest } from "./request.ts";

/** JSON with the names of every object in order: equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

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
