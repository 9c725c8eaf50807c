/** A column that grows at its end, in memory that threads share. */
export interface Growing<T extends Column> {
  readonly length: number;
  /** What it holds now; stays as it is when the column grows. */
  values(): T;
  /** Makes room for `length` values, new ones `fill`. */
  extend(length: number, fill: number): void;
}

type Column = Float64Array | Int32Array | Uint8Array;

interface ColumnType<T extends Column> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: SharedArrayBuffer, offset: number, length: number): T;
}

export function growing<T extends Column>(Type: ColumnType<T>): Growing<T> {
  let length = 0;
  let room = new Type(new SharedArrayBuffer(0), 0, 0);
  const view = (): T => new Type(room.buffer as SharedArrayBuffer, 0, length);
  return {
    get length() {
      return length;
    },
    values: view,
    extend(next, fill) {
      if (next > room.length) {
        const capacity = length === 0 ? next : Math.max(next, Math.ceil(length * 1.5));
        const wider = new Type(new SharedArrayBuffer(capacity * Type.BYTES_PER_ELEMENT), 0, capacity);
        wider.set(room);
        room = wider;
      }
      room.fill(fill, length, next);
      length = next;
    },
  };
}
