import { tensorOf } from "../../../onnx/runtime.ts";
import type { RotaryPositions } from "../config.ts";

/**
 * Cosines and sines [places, planes] of all positions below `places`, of angles rounded to float32 as PyTorch's are and those
 * of `causalStates`.
 */
export function rotaryTable({ frequencies, attentionFactor }: RotaryPositions, places: number) {
  const planes = frequencies.length;
  const single = Float32Array.from(frequencies);
  const [cosines, sines] = [new Float32Array(places * planes), new Float32Array(places * planes)];
  for (let place = 0, i = 0; place < places; place++)
    for (let plane = 0; plane < planes; plane++, i++) {
      const angle = Math.fround(place * single[plane]!);
      cosines[i] = Math.cos(angle) * attentionFactor;
      sines[i] = Math.sin(angle) * attentionFactor;
    }
  const shape = [places, planes];
  return { cosines: tensorOf(cosines, shape), sines: tensorOf(sines, shape) };
}
