import { PstarError } from "../errors.ts";
import type { ParameterSpec } from "../nn/parameters.ts";
import { runInto } from "../onnx/in-place.ts";
import type { Provider } from "../onnx/providers.ts";
import { createSession, type Feeds, type Results, type Session, tensorOf } from "../onnx/runtime.ts";
import { sizeOf } from "../onnx/shape.ts";
import type { TrainingJob } from "./job.ts";
import { frozenWeights, withAdapters } from "./lora.ts";
import type { BuildLoss, TrainingBatch } from "./objective.ts";
import { gradientOf, lossGraph, piecesOf, stepGraph } from "./step-graph.ts";

/** Runs batches on parameters as they are at the moment, each batch in the session of its graph. */
export interface Passes {
  /** @param masks what to feed a session beside the batch */
  readonly run: (batch: TrainingBatch, masks?: (session: Session) => Feeds) => Promise<Results>;
  /** Ends the ONNX Runtime sessions: a thread that ends with one alive may take the process along. */
  readonly release: () => Promise<void>;
}

/**
 * @param kind of the passes: with gradient and dropout, or without both
 * @param gradient where a pass is to write its gradient, all in one vector like the parameters: the result `gradient`
 */
export function createPasses(
  job: TrainingJob,
  specs: readonly ParameterSpec[],
  parameters: Float32Array,
  kind: "training" | "evaluation",
  gradient = (): Float32Array => new Float32Array(parameters.length),
): Passes {
  const { options } = job;
  const { threads, provider = "cpu" } = options;
  const isTrained = new Set(specs.map(({ name }) => name));
  const frozen = new Map([...frozenWeights(job)].filter(([name]) => !isTrained.has(name)));
  const weights: Feeds = {
    ...Object.fromEntries([...frozen].map(([name, { shape, values }]) => [name, tensorOf(values, shape)])),
    ...piecesOf(specs, parameters),
  };
  const graphOf = (loss: BuildLoss): Uint8Array => {
    const adapted: BuildLoss = (network) => loss(withAdapters(network, job, kind === "training"));
    return kind === "training"
      ? stepGraph(specs, adapted, options, frozen)
      : lossGraph(specs, adapted, options, frozen);
  };
  const sessions = new Map<string, Promise<Session>>();
  const sessionFor = ({ graph, loss }: TrainingBatch): Promise<Session> => {
    const session = sessions.get(graph) ?? createSession(graphOf(loss), { threads, provider });
    sessions.set(graph, session);
    return session;
  };
  const gradientPass = async (session: Session, feeds: Feeds): Promise<Results> => {
    const vector = gradient();
    const gradients = piecesOf(specs, vector, gradientOf);
    const measures = memoryFor(session, gradients);
    await runInto(session, feeds, { ...measures, ...gradients });
    return { ...measures, gradient: tensorOf(vector, [vector.length]) };
  };
  return {
    async run(batch, masks = () => ({})) {
      const session = await sessionFor(batch);
      const feeds = { ...batch.feeds, ...masks(session), ...weights };
      try {
        return await (kind === "evaluation" ? session.run(feeds) : gradientPass(session, feeds));
      } catch (cause) {
        throw failedPass(cause, job, provider);
      }
    },
    async release() {
      for (const session of await Promise.allSettled(sessions.values()))
        if (session.status === "fulfilled") await session.value.release();
    },
  };
}

/** What ONNX Runtime says when a pass fails: of memory mostly, a device's above all, which no estimate knows. */
function failedPass(cause: unknown, { name }: TrainingJob, provider: Provider): PstarError {
  const [why = ""] = String((cause as Error).message).split("\n");
  return new PstarError(`ONNX Runtime failed on ${provider}: ${why}`, {
    where: name,
    remedy:
      "if it ran out of memory, lower training.batchSize or set training.recompute; what was saved is gone on from",
    cause,
  });
}

/** Tensors for a session's outputs beside those there are. */
function memoryFor({ outputMetadata }: Session, known: Feeds): Feeds {
  const tensors: Record<string, Feeds[string]> = {};
  for (const output of outputMetadata) {
    if (!output.isTensor || output.name in known) continue;
    const shape = output.shape as readonly number[];
    tensors[output.name] = tensorOf(new Float32Array(sizeOf(shape)), shape);
  }
  return tensors;
}
