import type { Axis } from "./data.ts";
import { formatOn, powerOfTen } from "./number.ts";

/** An axis laid over so many pixels. */
export interface Scale {
  readonly type: Axis["scale"];
  readonly domain: readonly [number, number];
  /** Ascending, with their labels. */
  readonly ticks: readonly Tick[];
  /** Ticks without a label, of a log axis. */
  readonly minor: readonly number[];
  /** Position of a value in pixels: x from the left, y from the top. */
  readonly at: (value: number) => number;
  /** Its ticks are names, not numbers. */
  readonly isNamed?: boolean;
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** `room` is the pixels a label takes along the axis. */
export function scaleOf(
  axis: Axis,
  domain: readonly [number, number],
  range: readonly [number, number],
  room: (label: string) => number,
): Scale {
  const warp = axis.scale === "log" ? Math.log10 : (value: number) => value;
  const [low, high] = [warp(domain[0]), warp(domain[1])];
  const at = (value: number) => range[0] + ((warp(value) - low) / (high - low)) * (range[1] - range[0]);
  const fits = (ticks: readonly Tick[]) =>
    ticks.every(({ value, label }, i) => {
      const before = ticks[i - 1];
      return (
        before === undefined ||
        Math.abs(at(value) - at(before.value)) >= (room(label) + room(before.label)) / 2
      );
    });
  if (axis.names !== undefined)
    return { type: "linear", domain, ticks: namedTicks(axis.names), minor: [], at, isNamed: true };
  const choices = axis.scale === "log" ? logChoices(axis, domain) : linearChoices(axis, domain);
  const ticks = choices.find(fits) ?? [];
  return {
    type: axis.scale,
    domain,
    ticks,
    minor: axis.scale === "log" ? minorTicks(domain, ticks) : [],
    at,
  };
}

const namedTicks = (names: readonly string[]): Tick[] => names.map((label, value) => ({ value, label }));

/** Sets of ticks to choose from, the densest first. */
function linearChoices(axis: Axis, domain: readonly [number, number]): Tick[][] {
  return [10, 8, 6, 5, 4, 3, 2, 1].map((count) => labelled(axis, linearTicks(domain, count)));
}

/** Multiples of 1, 2 or 5 times a power of ten inside the domain, about `count` of them. */
export function linearTicks([low, high]: readonly [number, number], count: number): number[] {
  const rough = (high - low) / count;
  const power = Math.floor(Math.log10(rough) + 1e-9);
  const step = [1, 2, 5, 10].find((one) => one * 10 ** power >= rough * (1 - 1e-9))!;
  // Dividing by a whole power of ten keeps 3 × 0.1 at 0.3.
  const multiple = (i: number) => (power < 0 ? (i * step) / 10 ** -power : i * step * 10 ** power);
  const slack = 1e-9 * (high - low);
  const ticks: number[] = [];
  for (let i = Math.ceil((low - slack) / (step * 10 ** power)); multiple(i) <= high + slack; i++)
    ticks.push(multiple(i));
  return ticks;
}

/** Powers of ten over three decades or more; 1, 2, 5 over less; linear ticks where even those are too few. */
function logChoices(axis: Axis, domain: readonly [number, number]): Tick[][] {
  const decades = mantissas(domain, [1]);
  const powers = [1, 2, 3, 4, 6, 10].map((every) =>
    decades
      .map((value) => ({ value, label: "", exponent: Math.round(Math.log10(value)) }))
      .filter(({ exponent }) => exponent % every === 0)
      .map(({ value, exponent }) => ({
        value,
        label: axis.format === "percent" ? formatOn(axis, value) : powerOfTen(exponent),
      })),
  );
  if (decades.length >= 3) return powers;
  const fine = [mantissas(domain, [1, 2, 5]), mantissas(domain, [1, 3])].map((values) =>
    labelled(axis, values),
  );
  const enough = fine.filter((ticks) => ticks.length >= 3);
  return [...enough, ...(decades.length === 2 ? powers : []), ...linearChoices(axis, domain)];
}

function mantissas([low, high]: readonly [number, number], leading: readonly number[]): number[] {
  const values: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high) + 1e-9; power++) {
    for (const one of leading) values.push(Number(`${one}e${power}`));
  }
  return values.filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
}

/** Between labelled powers: the others' multiples, or the powers left out. */
function minorTicks(domain: readonly [number, number], ticks: readonly Tick[]): number[] {
  const isCrowded = Math.log10(domain[1] / domain[0]) > 6;
  const taken = new Set(ticks.map(({ value }) => value));
  return mantissas(domain, isCrowded ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9]).filter(
    (value) => !taken.has(value),
  );
}

/** As few digits as tell neighbours apart. */
function labelled(axis: Axis, values: readonly number[]): Tick[] {
  return values.map((value) => ({ value, label: formatOn(axis, value, digitsFor(values)) }));
}

function digitsFor(values: readonly number[]): number {
  const largest = Math.max(...values.map(Math.abs));
  const gap = Math.min(...values.slice(1).map((value, i) => value - values[i]!));
  if (!(gap > 0) || !Number.isFinite(gap)) return 6;
  return Math.min(
    15,
    Math.max(1, Math.floor(Math.log10(largest) + 1e-9) - Math.floor(Math.log10(gap) + 1e-9) + 1),
  );
}
