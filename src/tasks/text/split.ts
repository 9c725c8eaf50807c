import { type Split, splits } from "../task.ts";

/**
 * The one split a text can be in: a hash of it (FNV-1a, mixed), whatever the seed. A text is drawn again until it falls in the
 * split it is for, so none is in two splits.
 */
export function splitOfText(text: string): Split {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return splits[(hash >>> 7) & 3]!;
}
