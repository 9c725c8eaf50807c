import type { Room } from "./room.ts";

/** Elements of `a` to a block, a bit each: a sum of two blocks and a carry is still a 31-bit integer. */
const BITS = 30;
const FULL = 2 ** BITS - 1;
/** Rows of the table that are kept at a time. */
const ROWS = 128;

/**
 * Length of a longest common subsequence: O(|a|·|b| / 30) time, O(|a| + |b|) memory.
 *
 * @param room with a zero for every element
 */
export function lcsLength(a: readonly number[], b: readonly number[], room: Room): number {
  if (a.length === 0 || b.length === 0) return 0;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const row = tableRows(short, long, null, long.length, room);
  let length = 0;
  for (let block = 0; block * BITS < short.length; block++) {
    for (let zeros = FULL & ~row[block]!; zeros !== 0; zeros &= zeros - 1) length++;
  }
  return length;
}

/**
 * Marks the places in `a` of the longest common subsequence that a walk back through the table reads out: from the
 * end, it takes a pair of equal elements where it stands on one, else drops the last element of `a` if that costs
 * nothing, else that of `b`. Where there are several longest ones, `rouge_score` takes this one.
 *
 * Of the table, the walk needs every row, last first, but only `ROWS` are there at a time: the parts between them are
 * made again when it gets there, and so on within. O(|a|·log|b| + |b|) memory.
 *
 * @param marks a number for each place in `a`, set to 1
 */
export function markLcs(a: readonly number[], b: readonly number[], marks: Uint8Array, room: Room): void {
  walk(a, b, null, marks, room);
}

/** Walks from the end of `b` to its start. @returns how much of `a` is left */
function walk(
  a: readonly number[],
  b: readonly number[],
  start: Int32Array | null,
  marks: Uint8Array,
  room: Room,
): number {
  let stride = 1;
  while (stride * ROWS < b.length) stride *= ROWS;
  const blocks = Math.ceil(a.length / BITS);
  const table = tableRows(a, b, start, stride, room);
  const rows = stride === 1 ? table : table.slice(0, blocks * Math.ceil(b.length / stride));
  let left = a.length;
  for (let part = Math.ceil(b.length / stride) - 1; part >= 0 && left > 0; part--) {
    if (stride === 1) {
      left = walkRow(a, left, b[part]!, rows, part * blocks, marks);
    } else {
      const before = part === 0 ? start : rows.subarray((part - 1) * blocks, part * blocks);
      const elements = b.slice(part * stride, (part + 1) * stride);
      left = walk(a.slice(0, left), elements, before, marks, room);
    }
  }
  return left;
}

/** Walks in the row of one element of `b`, which is at `place`, until it leaves it. @returns how much of `a` is left */
function walkRow(
  a: readonly number[],
  length: number,
  element: number,
  rows: Int32Array,
  place: number,
  marks: Uint8Array,
): number {
  for (let left = length; left > 0; left--) {
    if (a[left - 1] === element) {
      marks[left - 1] = 1;
      return left - 1;
    }
    if (bitOf(rows, place, left - 1) === 0) return left;
  }
  return 0;
}

/**
 * Rows of the table of lengths as bits (Crochemore, Iliopoulos, Pinzon & Reid 2001; Hyyrö 2004): the row after j
 * elements of `b` has bit i at 0 where, with those, a's first i + 1 elements have a longer common subsequence than its first i.
 * Goes a block of `a` at a time down all of `b`, so that one carry an element is all that goes from block to block.
 *
 * @param start the row before b's first element, null if all its bits are 1
 * @returns `room.rows`, which start with the rows after every `stride` elements of `b` and after its last
 */
function tableRows(
  a: readonly number[],
  b: readonly number[],
  start: Int32Array | null,
  stride: number,
  room: Room,
): Int32Array {
  const blocks = Math.ceil(a.length / BITS);
  const size = blocks * Math.ceil(b.length / stride);
  if (room.carries.length < b.length) room.carries = new Uint8Array(2 * b.length);
  if (room.rows.length < size) room.rows = new Int32Array(2 * size);
  const { zeros, carries, rows } = room;
  for (let j = 0; j < b.length; j++) carries[j] = 0;
  for (let block = 0; block < blocks; block++) {
    const first = block * BITS;
    const end = Math.min(first + BITS, a.length);
    for (let i = first; i < end; i++) zeros[a[i]!]! |= 1 << (i - first);
    let row = start === null ? FULL : start[block]!;
    for (let j = 0, place = block; j < b.length; place += blocks) {
      for (const stop = Math.min(j + stride, b.length); j < stop; j++) {
        const matches = row & zeros[b[j]!]!;
        const sum = row + matches + carries[j]!;
        carries[j] = sum >>> BITS;
        row = (sum & FULL) | (row & ~matches);
      }
      rows[place] = row;
    }
    for (let i = first; i < end; i++) zeros[a[i]!] = 0;
  }
  return rows;
}

const bitOf = (rows: Int32Array, place: number, i: number): number =>
  (rows[place + Math.floor(i / BITS)]! >>> (i % BITS)) & 1;
