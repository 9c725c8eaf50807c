/** Element types of tensors, with the numbers the ONNX format gives them. */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 } as const;

export type DType = keyof typeof elementTypes;
export type FloatType = "float32" | "float64";

/** Values for an initialiser of the given type, little-endian as in memory. */
export function packValues(values: ArrayLike<number>, dtype: DType): Uint8Array {
  const packed = toTypedArray(values, dtype);
  return new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength);
}

export type TypedValues = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

export function toTypedArray(values: ArrayLike<number>, dtype: DType): TypedValues {
  switch (dtype) {
    case "float32":
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case "float64":
      return values instanceof Float64Array ? values : Float64Array.from(values);
    case "int32":
      return values instanceof Int32Array ? values : Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(values, BigInt);
    case "bool":
    case "uint8":
      return values instanceof Uint8Array ? values : Uint8Array.from(values);
  }
}
