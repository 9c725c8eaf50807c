import { graphInput, graphOutput, graphWithExternalData, type Tensor } from "../../onnx/graph.ts";
import { logSoftmax } from "../../onnx/ops/activation.ts";
import { pickLabels } from "../../onnx/ops/loss.ts";
import { createSession, tokenTensor, valuesOf } from "../../onnx/runtime.ts";
import { causalStepGraph } from "./decoding/graph.ts";
import { stepper } from "./decoding/stepper.ts";
import { batchesOf, refuseLengths, rowsOf, type TokenRows } from "./decoding/token-rows.ts";
import type { CausalModel } from "./folder.ts";

/** Scores texts under a decoder-only model. */
export interface CausalLikelihoodModel {
  /**
   * Natural log-probability of each row's continuation given its prompt: the sum over its tokens.
   * @param prompts tokens of each row that are given, at least 1
   * @throws PstarError naming a row that is empty or longer than the model sees
   */
  logLikelihoods(rows: TokenRows, prompts: ArrayLike<number>): Promise<Float64Array>;
  release(): Promise<void>;
}

/** Logits in memory at once, save for one row that is longer. */
const mostLogits = 2 ** 26;

/** @param threads of ONNX Runtime, for each operation */
export async function causalLikelihoodModel(
  { config, weights }: Pick<CausalModel, "config" | "weights">,
  threads: number,
): Promise<CausalLikelihoodModel> {
  const { bytes, data } = graphWithExternalData(causalStepGraph(config, weights, outputLikelihood));
  const session = await createSession(bytes, { threads, data });
  const model = stepper(config, session);
  return {
    async logLikelihoods(sources, prompts) {
      refuseLengths(sources, config.longest);
      const all = rowsOf(sources);
      const sums = new Float64Array(all.length);
      // The last token of a row is predicted and predicts nothing.
      const inputs = all.map((row) => row.subarray(0, -1));
      for (const batch of batchesOf(inputs, mostLogits / config.vocabularySize)) {
        const rows = batch.map((row) => inputs[row]!);
        const length = Math.max(...rows.map((row) => row.length));
        const learnt = batch.flatMap((row, slot) =>
          Array.from({ length: Math.max(0, all[row]!.length - prompts[row]!) }, (_, i) => {
            const at = prompts[row]! + i;
            return { row, wanted: slot * length + at - 1, label: all[row]![at]! };
          }),
        );
        if (learnt.length === 0) continue;
        const labels = tokenTensor(
          learnt.map(({ label }) => label),
          [learnt.length],
        );
        const { results } = await model.read(
          rows,
          learnt.map(({ wanted }) => wanted),
          { labels },
        );
        const each = valuesOf<Float32Array>(results.logProbabilities!);
        for (const [i, { row }] of learnt.entries()) sums[row]! += each[i]!;
      }
      return sums;
    },
    release: () => session.release(),
  };
}

/** `labels` int64 [wanted] → their `logProbabilities` [wanted]. */
function outputLikelihood(logits: Tensor): void {
  const labels = graphInput(logits.graph, "labels", ["wanted"], "int64");
  graphOutput("logProbabilities", pickLabels(logSoftmax(logits), labels));
}
