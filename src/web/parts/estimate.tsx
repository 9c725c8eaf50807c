import { percent } from "../../format.ts";
import type { Interval } from "../api.ts";

/** An estimate with its interval below or beside it, in percent. */
export function Estimate({ of, unit = "" }: { readonly of: Interval; readonly unit?: string }) {
  const decimals = of.high - of.low > 0.2 ? 0 : 1;
  const show = (share: number) => percent(share, decimals);
  return (
    <span class="estimate">
      {show(of.estimate)}
      {unit}{" "}
      <span class="interval">
        [{show(of.low)}, {show(of.high)}]
      </span>
    </span>
  );
}

/** A difference in points: which way it goes, where its interval is on one side of nothing. */
export function Gain({ of: { estimate, low, high } }: { readonly of: Interval }) {
  const [sign, look, words] =
    low > 0
      ? ["▲", "improves", "better"]
      : high < 0
        ? ["▼", "collapses", "worse"]
        : ["=", "undecided", "no clear difference"];
  return (
    <span class="estimate">
      <span class={`ink ${look}`}>
        <span aria-hidden="true">{sign}</span>
        <span class="unsaid">{words}</span> {points(estimate)}
      </span>{" "}
      <span class="interval">
        [{points(low)}, {points(high)}]
      </span>
    </span>
  );
}

/** 0.032 → `+3.2`, with a true minus. */
export function points(difference: number): string {
  const text = Math.abs(100 * difference).toFixed(1);
  if (Number(text) === 0) return text;
  return `${difference < 0 ? "−" : "+"}${text}`;
}
