import { percents, points } from "../../format.ts";
import { gainWords } from "../../verdict-words.ts";
import type { Interval } from "../api.ts";

/** An estimate with its interval below or beside it, in percent. */
export function Estimate({ of, unit = "" }: { readonly of: Interval; readonly unit?: string }) {
  const { estimate, low, high } = percents(of);
  return (
    <span class="estimate">
      {estimate}
      {unit}{" "}
      <span class="interval">
        [{low}, {high}]
      </span>
    </span>
  );
}

/** A difference in points: which way it goes, where its interval is on one side of nothing. */
export function Gain({ of }: { readonly of: Interval }) {
  const { estimate, low, high } = of;
  const { sign, look, words } = gainWords(of);
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
