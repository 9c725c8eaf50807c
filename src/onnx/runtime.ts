import "../no-telemetry.ts";
import * as ort from "onnxruntime-node";
import { PstarError } from "../errors.ts";
import type { TypedValues } from "./dtype.ts";
import { decodeModel } from "./proto.ts";
import { type Provider, providerRemedy } from "./providers.ts";

export interface SessionOptions {
  /** Threads one operation may use. */
  readonly threads?: number;
  /** Where it runs, the CPU by default; another one needs a graph that is portable. */
  readonly provider?: Provider;
  /** Values that are not in the model itself, see `graphWithExternalData`; read where they lie. */
  readonly data?: readonly { readonly location: string; readonly bytes: Uint8Array }[];
}

export type Feeds = Readonly<Record<string, ort.Tensor>>;
export type Results = Readonly<Record<string, ort.Tensor>>;

/** Loads a graph into ONNX Runtime. @throws PstarError (exit code 2) where there is no such provider */
export async function createSession(
  model: Uint8Array | string,
  { threads = 1, provider = "cpu", data = [] }: SessionOptions = {},
): Promise<ort.InferenceSession> {
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: [provider === "webgpu" ? webgpu(model) : provider],
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
  if (!ort.listSupportedBackends().some(({ name }) => name === provider))
    refuse(provider, new Error(`there is none in ONNX Runtime for ${process.platform} ${process.arch}`));
  const session =
    typeof model === "string"
      ? ort.InferenceSession.create(model, options)
      : ort.InferenceSession.create(model, options);
  return provider === "cpu" ? session : session.catch((cause) => refuse(provider, cause));
}

/**
 * Operators that WebGPU leaves to the CPU: a shader's sine and cosine are good to three digits, and the order in which it adds rows
 * to rows is another one each time.
 */
const notInShaders: ReadonlySet<string> = new Set(["Cos", "Sin", "ScatterND"]);

function webgpu(model: Uint8Array | string): ort.InferenceSession.ExecutionProviderConfig {
  if (typeof model === "string") return "webgpu";
  const nodes = decodeModel(model).graph.node.filter(({ op_type }) => notInShaders.has(op_type));
  // None is no list to ONNX Runtime.
  return nodes.length === 0 ? "webgpu" : { name: "webgpu", forceCpuNodeNames: nodes.map(({ name }) => name) };
}

function refuse(provider: Provider, cause: Error): never {
  const [first = ""] = cause.message.split("\n");
  throw new PstarError(`${provider}: ${first.replace(/^.* was false\. /, "")}`, {
    exitCode: 2,
    where: "training.provider",
    remedy: providerRemedy(provider),
    cause,
  });
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
