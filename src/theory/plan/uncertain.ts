import { PstarError } from "../../errors.ts";
import { sampleBeta } from "../../metrics/beta.ts";
import { normalQuantile } from "../../metrics/normal.ts";
import type { Random } from "../../random/generator.ts";

/** So many of so many; neither need be whole, since labels may be weighted. */
export interface Counts {
  readonly count: number;
  readonly of: number;
}

/** A measurement with the interval it came with, at the question's `confidence`. */
export interface Measured {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** A share in [0, 1]: exact, counted, or with an interval. */
export type Rate = number | Counts | Measured;

/** A number ≥ 0: exact or with an interval. */
export type Amount = number | Measured;

/** A value, and how to draw one of those it may as well have; null where it is taken as exact. */
export interface Uncertain {
  readonly estimate: number;
  readonly draw: ((random: Random) => number) | null;
}

/** Counts are drawn from Beta(k+½, n−k+½), intervals from a normal of either side's own width, kept in [0, 1]. */
export function uncertainRate(name: string, value: Rate, confidence: number): Uncertain {
  if (typeof value === "object" && "of" in value) return counted(name, value);
  const uncertain = uncertainAmount(name, value, confidence, 1);
  const { draw } = uncertain;
  return draw === null ? uncertain : { ...uncertain, draw: (random) => Math.min(1, draw(random)) };
}

/** @param most the largest value allowed */
export function uncertainAmount(
  name: string,
  value: Amount,
  confidence: number,
  most = Number.MAX_VALUE,
): Uncertain {
  const { estimate, low, high } =
    typeof value === "number" ? { estimate: value, low: value, high: value } : value;
  if (!(estimate >= 0 && estimate <= most)) {
    refuse(name, most === 1 ? "in [0, 1]" : "finite and 0 or more", estimate);
  }
  if (typeof value === "number") return { estimate, draw: null };
  if (!(low >= 0 && low <= estimate && estimate <= high && high <= most)) {
    refuse(name, "within its own interval, and that within the range", `${estimate} [${low}, ${high}]`);
  }
  const z = normalQuantile((1 + confidence) / 2);
  const draw = (random: Random): number => {
    const normal = random.normal() / z;
    return Math.max(0, estimate + normal * (normal < 0 ? estimate - low : high - estimate));
  };
  return { estimate, draw: low === high ? null : draw };
}

function counted(name: string, { count, of }: Counts): Uncertain {
  if (!(of > 0 && of < Infinity)) refuse(`${name}.of`, "finite and positive", of);
  if (!(count >= 0 && count <= of)) refuse(`${name}.count`, `in [0, ${of}]`, count);
  return { estimate: count / of, draw: (random) => sampleBeta(count + 0.5, of - count + 0.5, random) };
}

export function refuse(where: string, range: string, value: unknown): never {
  throw new PstarError(`must be ${range}, not ${String(value)}`, { where, exitCode: 2 });
}
