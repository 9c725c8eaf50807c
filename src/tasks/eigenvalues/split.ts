import { type Split, splits } from "../task.ts";

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/**
 * The one split a matrix can be in: a hash of its entries, whatever the seed or options. An example is drawn again
 * until its matrix falls in the split it is for, so no matrix is in two splits; the hash knows nothing of the
 * matrix's properties, so each split has the distribution of all. (Within a split a matrix may repeat, as
 * independent draws may.)
 *
 * @param upper upper triangle, row-major, of rounded entries
 */
export function splitOf(upper: ArrayLike<number>): Split {
  let hash = 0x2545f491;
  for (let i = 0; i < upper.length; i++) {
    bits[0] = upper[i]! + 0;
    hash = Math.imul(hash ^ words[0]!, 0x85ebca6b);
    hash ^= hash >>> 15;
    hash = Math.imul(hash ^ words[1]!, 0xc2b2ae35);
    hash ^= hash >>> 13;
  }
  hash = Math.imul(hash, 0x27d4eb2f);
  hash ^= hash >>> 16;
  return splits[(hash >>> 7) & 3]!;
}
