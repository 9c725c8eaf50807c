import { percentInterval } from "../../format.ts";
import type { Interval } from "../api.ts";

const WIDTH = 120;
const HEIGHT = 16;

/** p⋆ on a line from 0 to 1, with ½ and the generator's error p; where training helps is tinted. */
export function IntervalBar({ of, error }: { readonly of: Interval; readonly error: Interval | null }) {
  const x = (share: number) => WIDTH * share;
  const from = x(Math.max(0.5, error?.estimate ?? 0.5));
  const middle = HEIGHT / 2;
  const said = `p⋆ ${percentInterval(of)} %${error === null ? "" : `, p ${percentInterval(error)} %`}`;
  return (
    <svg
      class="interval-bar"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={said}
    >
      <rect class="helps" x={from} y="0" width={WIDTH - from} height={HEIGHT} />
      <line class="axis" x1="0" x2={WIDTH} y1={middle} y2={middle} />
      <line class="half" x1={x(0.5)} x2={x(0.5)} y1="0" y2={HEIGHT} />
      {error !== null && <line class="p" x1={x(error.estimate)} x2={x(error.estimate)} y1="0" y2={HEIGHT} />}
      <line class="spread" x1={x(of.low)} x2={Math.max(x(of.low) + 1, x(of.high))} y1={middle} y2={middle} />
      <circle
        class="estimate"
        cx={Math.min(WIDTH - 3.5, Math.max(3.5, x(of.estimate)))}
        cy={middle}
        r="3.5"
      />
    </svg>
  );
}
