import "../no-telemetry.ts";
import * as ort from "onnxruntime-node";
import type { TypedValues } from "./dtype.ts";

export interface SessionOptions {
  /** Threads one operation may use. */
  readonly threads?: number;
  /** Values that are not in the model itself, see `graphWithExternalData`; read where they lie. */
  readonly data?: readonly { readonly location: string; readonly bytes: Uint8Array }[];
}

export type Feeds = Readonly<Record<string, ort.Tensor>>;
export type Results = Readonly<Record<string, ort.Tensor>>;

/** Loads a graph into ONNX Runtime. */
export function createSession(
  model: Uint8Array | string,
  { threads = 1, data = [] }: SessionOptions = {},
): Promise<ort.InferenceSession> {
  const options: ort.InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    // Its plan of all memory comes beside what the first run took, which stays taken: half as much again for a training step.
    enableMemPattern: false,
    logSeverityLevel: 3,
    ...(data.length > 0 && {
      externalData: data.map(({ location, bytes }) => ({ path: location, data: bytes })),
    }),
  };
  return typeof model === "string"
    ? ort.InferenceSession.create(model, options)
    : ort.InferenceSession.create(model, options);
}

/** Wraps values without copying them; the element type follows from the array's. */
export function tensorOf(values: TypedValues, shape: readonly number[]): ort.Tensor {
  if (values instanceof Float32Array) return new ort.Tensor("float32", values, shape);
  if (values instanceof Float64Array) return new ort.Tensor("float64", values, shape);
  if (values instanceof Int32Array) return new ort.Tensor("int32", values, shape);
  if (values instanceof BigInt64Array) return new ort.Tensor("int64", values, shape);
  return new ort.Tensor("bool", values, shape);
}

/** An int64 tensor of token ids. */
export function tokenTensor(ids: ArrayLike<number>, shape: readonly number[]): ort.Tensor {
  const values = new BigInt64Array(ids.length);
  for (let i = 0; i < ids.length; i++) values[i] = BigInt(ids[i]);
  return tensorOf(values, shape);
}

/** A tensor's values as the array they are in. */
export function valuesOf<T extends TypedValues>(tensor: ort.Tensor): T {
  return tensor.data as unknown as T;
}

export type Session = ort.InferenceSession;
