import { join } from "node:path";
import { PstarError } from "../errors.ts";
import type { TransformerConfig } from "../nn/config.ts";
import { type Model, readModelFolder } from "../nn/model-folder.ts";
import { readOutside } from "../outside.ts";
import type { Codec } from "../tasks/task.ts";

/**
 * The model in a folder, to read and write by a codec: positions that are relative or turned take rows of any length.
 *
 * @throws PstarError (exit code 2) where it has other tokens, or rows of other lengths than it knows positions for
 */
export function modelOfTokens(folder: string, codec: Codec): Model {
  const { config, weights } = readModelFolder(folder);
  const { vocabularySize, sourceLength, targetLength } = codec;
  if (config.vocabularySize !== vocabularySize) {
    throw new PstarError(
      `has ${config.vocabularySize} tokens, and the task's tokenizer has ${vocabularySize}`,
      {
        exitCode: 2,
        where: folder,
        remedy: "name the tokenizer that the model was trained with",
      },
    );
  }
  const isFixed = config.positions === "learned" || config.positions === "sinusoidal";
  if (isFixed && (config.sourceLength !== sourceLength || config.targetLength !== targetLength)) {
    throw new PstarError(
      `reads ${config.sourceLength} tokens and writes ${config.targetLength}, and the task's rows have ${sourceLength} and ${targetLength}`,
      { exitCode: 2, where: folder, remedy: "set the task's lengths to the model's" },
    );
  }
  return { config: { ...config, ...rowsOf(codec) }, weights };
}

/** The part of a model's configuration that a codec gives. */
export function rowsOf(codec: Codec): Pick<TransformerConfig, keyof Codec & keyof TransformerConfig> {
  const { vocabularySize, sourceLength, targetLength, startToken, endToken, padToken } = codec;
  return {
    vocabularySize,
    sourceLength,
    targetLength,
    startToken,
    ...(endToken !== undefined && { endToken }),
    ...(padToken !== undefined && { padToken }),
  };
}

/** SHA-256 of a model's weights: what stands for it in a stage's key. */
export const hashOfModel = (folder: string): string => readOutside(join(folder, "model.safetensors")).hash;
