/** Inputs of a matrix that share a scale; of the sizes that ONNX Runtime's operator takes the most exact at its speed. */
export const blockSize = 32;

/** A matrix [outputs, inputs] of 8 bits a weight: w = s · (q − 128), a scale s for every block of an output's inputs. */
export interface BlockQuantized {
  /** [outputs, blocks, blockSize]; where the last block is not full, 128. */
  readonly values: Uint8Array;
  /** [outputs, blocks] */
  readonly scales: Float32Array;
  readonly outputs: number;
  readonly inputs: number;
  readonly blocks: number;
}

/**
 * The nearest such matrix, each block's scale its largest magnitude / 127.
 * @param isTransposed whether `weights` lie as [outputs, inputs], or else as [inputs, outputs]
 */
export function quantizeBlocks(
  weights: Float32Array,
  outputs: number,
  inputs: number,
  isTransposed: boolean,
): BlockQuantized {
  const blocks = Math.ceil(inputs / blockSize);
  const [ofOutput, ofInput] = isTransposed ? [inputs, 1] : [1, outputs];
  const values = new Uint8Array(outputs * blocks * blockSize).fill(128);
  const scales = new Float32Array(outputs * blocks);
  for (let output = 0; output < outputs; output++)
    for (let block = 0; block < blocks; block++) {
      const count = Math.min(blockSize, inputs - block * blockSize);
      const from = output * ofOutput + block * blockSize * ofInput;
      let largest = 0;
      for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(weights[from + i * ofInput]!));
      const place = output * blocks + block;
      scales[place] = largest / 127;
      if (largest > 0)
        for (let i = 0; i < count; i++)
          values[place * blockSize + i] = Math.round((weights[from + i * ofInput]! / largest) * 127) + 128;
    }
  return { values, scales, outputs, inputs, blocks };
}
