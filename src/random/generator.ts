/** A seeded stream of random numbers (sfc32). Equal seeds give equal streams on every machine. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
  /** Uniform integer in [0, bound), bound ≤ 2³². */
  integer(bound: number): number;
}

/** @param seed integer in [0, 2⁵³), see `deriveSeed` */
export function createRandom(seed: number): Random {
  let a = 0x6d2b79f5;
  let b = seed | 0;
  let c = Math.floor(seed / 0x1_0000_0000) | 0;
  let counter = 1;
  let spare: number | undefined;

  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) word();

  const uniform = (): number => (word() * 0x20_0000 + (word() >>> 11)) / 0x20_0000_0000_0000;

  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };

  const integer = (bound: number): number => Math.floor(uniform() * bound);

  return { uniform, normal, integer };
}

/** Fisher–Yates: shuffles `items` in place and returns it. */
export function shuffle<T extends Int32Array | Uint32Array | unknown[]>(items: T, random: Random): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const swap = items[i];
    items[i] = items[j];
    items[j] = swap;
  }
  return items;
}
