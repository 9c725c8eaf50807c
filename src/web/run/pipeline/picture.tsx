import { count, duration, money, some } from "../../../format.ts";
import { Plain } from "../../visible.tsx";
import type { Graph, Group } from "./graph.ts";
import { sumOf } from "./sums.ts";

/** Heights in pixels; widths are shares of what there is. */
const BOX = 112;
const GAP = 20;
/** Share of a column's width that its box takes; edges have the rest. */
const FILL = 0.8;

/** Groups of stages as boxes in columns, each to the right of what it reads from; on a narrow screen as a list. */
export function Picture({
  graph: { groups, edges, columns, rows },
  chosen,
  choose,
}: {
  readonly graph: Graph;
  readonly chosen: string | null;
  readonly choose: (stage: string | null) => void;
}) {
  const height = rows * (BOX + GAP) - GAP;
  const inColumn = (depth: number) => groups.filter((group) => group.depth === depth).length;
  const top = ({ depth, place }: Group): number =>
    (height - (inColumn(depth) * (BOX + GAP) - GAP)) / 2 + place * (BOX + GAP);
  const byKey = new Map(groups.map((group) => [group.key, group]));
  const width = 100 / (columns - 1 + FILL);
  return (
    <div class="pipeline" style={{ "--height": `${height}px`, "--columns": String(columns) }}>
      <svg class="edges" viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {edges.map(([from, to]) => {
          const [a, b] = [byKey.get(from)!, byKey.get(to)!];
          const [x1, y1] = [width * (a.depth + FILL), top(a) + BOX / 2];
          const [x2, y2] = [width * b.depth, top(b) + BOX / 2];
          const bend = width * (1 - FILL) * 0.6;
          const path = `M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
          return (
            <path key={`${from} ${to}`} d={path} class={chosen === from || chosen === to ? "near" : ""} />
          );
        })}
      </svg>
      <ol>
        {groups
          .toSorted((a, b) => a.depth - b.depth || a.place - b.place)
          .map((group) => (
            <li
              key={group.key}
              style={{
                "--left": `${width * group.depth}%`,
                "--width": `${width * FILL}%`,
                "--top": `${top(group)}px`,
                "--box": `${BOX}px`,
              }}
            >
              <Box
                group={group}
                isChosen={group.key === chosen}
                toggle={() => choose(group.key === chosen ? null : group.stages[0]!.id)}
              />
            </li>
          ))}
      </ol>
    </div>
  );
}

function Box({
  group: { kind, stages },
  isChosen,
  toggle,
}: {
  readonly group: Group;
  readonly isChosen: boolean;
  readonly toggle: () => void;
}) {
  const { kept, rejected, failed, rows, seconds, cost, done } = sumOf(stages);
  const isRunning = done < stages.length;
  return (
    <button
      type="button"
      class={`box${isRunning ? " running" : ""}`}
      aria-pressed={isChosen}
      onClick={toggle}
    >
      <span class="box-title">
        {kind}
        {stages.length > 1 && <span class="times"> × {stages.length}</span>}
      </span>
      <span class="box-name">
        <Plain text={namesOf(stages.map(({ name }) => name))} />
      </span>
      <Books kept={kept} rejected={rejected} failed={failed} />
      <span class="box-count">
        {isRunning
          ? `${count(rows)} rows so far`
          : rejected + failed > 0
            ? `${count(kept)} kept`
            : some(kept, "row")}
      </span>
      <span class="box-cost">
        {isRunning && stages.length > 1 && `${done} of ${stages.length} done · `}
        {done > 0 ? duration(seconds) : "running"}
        {cost > 0 && ` · ${money(cost)}`}
        {failed > 0 && <span class="ink collapses"> · {count(failed)} failed</span>}
      </span>
    </button>
  );
}

/** What went in as a bar: kept, rejected, failed. */
export function Books({
  kept,
  rejected,
  failed,
}: {
  readonly kept: number;
  readonly rejected: number;
  readonly failed: number;
}) {
  const all = kept + rejected + failed;
  if (all === 0) return <span class="books" />;
  return (
    <span class="books" aria-hidden="true">
      <span class="kept" style={{ width: `${(100 * kept) / all}%` }} />
      <span class="failed" style={{ width: `${(100 * failed) / all}%` }} />
    </span>
  );
}

/** What the names of some stages begin with, as far as a box has room. */
function namesOf(names: readonly string[]): string {
  if (names.length === 1) return names[0]!;
  return [...new Set(names.map((name) => name.split(" ")[0]))].join(", ");
}
