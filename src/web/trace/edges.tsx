import { type Column, rowsOf } from "./columns.ts";
import type { Placed } from "./layers.ts";

/** Part of a column's width that its boxes leave free at either side. */
const MARGIN = 0.04;

interface Point {
  readonly column: number;
  readonly row: number;
}

/** Lines behind the boxes; a unit is a column wide and a row high, so that they stretch with the page. */
export function Edges({
  columns,
  height,
  looked,
}: {
  readonly columns: readonly Column[];
  readonly height: number;
  /** Node whose lines stand out. */
  readonly looked: string | null;
}) {
  const points = new Map(columns.flatMap((column, i) => placesOf(column, i, height)));
  const nodes = columns.flatMap(({ shown }) => shown);
  return (
    <svg
      class="trace-edges"
      viewBox={`0 0 ${columns.length} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {nodes.flatMap((placed) => linesOf(placed, points, looked))}
    </svg>
  );
}

function placesOf(column: Column, index: number, height: number): [string, Point][] {
  const top = (height - rowsOf(column)) / 2;
  return column.shown.map(({ node }, i) => [node.id, { column: index, row: top + i + 0.5 }]);
}

function linesOf({ by, node }: Placed, points: ReadonlyMap<string, Point>, looked: string | null) {
  return by.flatMap(({ from, to, role }, i) => {
    const [start, end] = [points.get(from), points.get(to)];
    if (start === undefined || end === undefined) return [];
    const isLooked = from === looked || to === looked;
    return [
      <path
        key={`${node.id} ${i}`}
        d={curve(start, end)}
        class={`edge ${role === "dropped" ? "dropped" : role === "kept" ? "kept" : ""} ${isLooked ? "looked" : ""}`}
      />,
    ];
  });
}

function curve(start: Point, end: Point): string {
  const [x1, x2] = [start.column + 1 - MARGIN, end.column + MARGIN];
  const bend = x1 + Math.min((x2 - x1) / 2, MARGIN * 2);
  const unbend = x2 - Math.min((x2 - x1) / 2, MARGIN * 2);
  return `M${x1} ${start.row}C${bend} ${start.row} ${unbend} ${end.row} ${x2} ${end.row}`;
}
