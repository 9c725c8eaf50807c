import { createRandom, type Random } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { LabelledImages } from "./images.ts";

const SIDE = 14;
const CLASSES = 10;
/** Points of a class's stroke. */
const STROKE = 6;

/**
 * Digit-like images for when there are no digits at hand: 14 × 14 grey levels, ten classes. A class is a stroke through
 * six random places; an image draws it with a shift, each place displaced on its own, and grey noise. Few rows leave a
 * network guessing at the displacements, many teach it nearly all.
 * @param seed of the classes and the images; image i is the same however many are drawn
 */
export function standInDigits(rows: number, seed: number): LabelledImages {
  const strokes = Array.from({ length: CLASSES }, (_, digit) =>
    stroke(createRandom(deriveSeed(seed, "stroke", digit))),
  );
  const size = SIDE * SIDE;
  const pixels = new Float32Array(rows * size);
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const random = createRandom(deriveSeed(seed, "image", row));
    labels[row] = random.integer(CLASSES);
    draw(pixels.subarray(row * size, (row + 1) * size), strokes[labels[row]], random);
  }
  return { pixels, labels, rows, size, classes: CLASSES };
}

type Place = readonly [x: number, y: number];

function stroke(random: Random): Place[] {
  const within = () => 3 + (SIDE - 7) * random.uniform();
  return Array.from({ length: STROKE }, () => [within(), within()]);
}

/** A soft dot at each place, then noise; grey levels stay in [0, 1]. */
function draw(image: Float32Array, places: readonly Place[], random: Random): void {
  const [right, down] = [0.8 * random.normal(), 0.8 * random.normal()];
  for (const [x, y] of places) {
    const across = dot(x + right + 0.5 * random.normal());
    const along = dot(y + down + 0.5 * random.normal());
    for (let i = 0; i < image.length; i++) image[i] += across[i % SIDE] * along[Math.floor(i / SIDE)];
  }
  for (let i = 0; i < image.length; i++) {
    image[i] = Math.min(1, Math.max(0, image[i] + 0.1 * random.normal()));
  }
}

/** A dot's profile along one axis. */
function dot(centre: number): Float64Array {
  return Float64Array.from({ length: SIDE }, (_, i) => Math.exp(-((i - centre) ** 2) / (2 * 1.3 ** 2)));
}
