/** A column that grows as it is filled. */
export interface GrowingColumn<T> {
  push(value: number): void;
  /** What it holds, in an array of just that length. */
  finish(): T;
}

type Column = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

export const growingFloats = (): GrowingColumn<Float64Array> => growing((length) => new Float64Array(length));
export const growingIntegers = (): GrowingColumn<Int32Array> => growing((length) => new Int32Array(length));

function growing<T extends Column>(create: (length: number) => T): GrowingColumn<T> {
  let values = create(1 << 12);
  let size = 0;
  return {
    push(value) {
      if (size === values.length) {
        const grown = create(size * 2);
        grown.set(values);
        values = grown;
      }
      values[size++] = value;
    },
    finish: () => values.slice(0, size) as T,
  };
}
