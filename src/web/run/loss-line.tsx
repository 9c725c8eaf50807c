import type { Training } from "../api.ts";

const WIDTH = 120;
const HEIGHT = 28;

/** Loss over updates, as small as a word. @param highest loss at the top of the line */
export function LossLine({
  losses,
  highest,
}: {
  readonly losses: Training["losses"];
  readonly highest: number;
}) {
  const last = losses.at(-1);
  if (last === undefined) return <span class="muted">–</span>;
  const points = losses.map(
    ({ update, loss }) =>
      `${((WIDTH - 4) * update) / last.update + 2},${(HEIGHT - 4) * (1 - loss / highest) + 2}`,
  );
  return (
    <svg
      class="loss-line"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`from ${losses[0]!.loss.toPrecision(3)} to ${last.loss.toPrecision(3)}`}
    >
      <polyline points={points.join(" ")} />
    </svg>
  );
}
