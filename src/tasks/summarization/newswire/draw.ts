import type { Random } from "../../../random/generator.ts";

/** The choices a writer makes, all from one seeded stream. */
export interface Draw {
  /** One of `items`, each as likely. */
  pick<T>(items: readonly T[]): T;
  /** `count` different items, in random order. */
  several<T>(items: readonly T[], count: number): T[];
  /** Uniform integer in [low, high]. */
  between(low: number, high: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
}

export function createDraw(random: Random): Draw {
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)]!;

  const several = <T>(items: readonly T[], count: number): T[] => {
    const found: T[] = [];
    while (found.length < count) {
      const item = pick(items);
      if (!found.includes(item)) found.push(item);
    }
    return found;
  };

  const between = (low: number, high: number): number => low + random.integer(high - low + 1);
  const chance = (probability: number): boolean => random.uniform() < probability;

  return { pick, several, between, chance };
}
