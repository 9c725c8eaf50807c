import { useEffect, useRef, useState } from "preact/hooks";
import { useQuery } from "../router.ts";
import { useShortcuts } from "../shortcuts.ts";
import { columnsOf, rowsOf } from "./columns.ts";
import { Edges } from "./edges.tsx";
import type { Layers } from "./layers.ts";
import { NodeBox } from "./node-box.tsx";

/**
 * The layers of a trace from left to right, as lists that a screen reader reads in the order the data went. Where it is
 * narrow they stand under each other.
 */
export function Graph({ layers, href }: { readonly layers: Layers; href(id: string): string }) {
  const [query, choose] = useQuery();
  const [looked, setLooked] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const opened = (query.get("open") ?? "").split(",").map(Number);
  const columns = columnsOf(layers, opened);
  const height = Math.max(...columns.map(rowsOf));
  useEffect(() => {
    const root = box.current?.querySelector("[data-node][aria-current]");
    if (root && box.current) centre(root, box.current);
  }, []);
  useArrows(box);
  return (
    <>
      <p class="ways" aria-hidden="true">
        <span>← made from</span>
        <span>became →</span>
      </p>
      <div
        class="trace-graph"
        ref={box}
        style={{ "--columns": String(columns.length), "--rows": String(height) }}
      >
        <div class="trace-layers">
          <Edges columns={columns} height={height} looked={looked} />
          {columns.map((column) => (
            <section key={column.step} class="layer" aria-label={titleOf(column.step)}>
              <ol>
                {column.shown.map((placed) => (
                  <li key={placed.node.id}>
                    <NodeBox
                      placed={placed}
                      root={layers.root.node.id}
                      step={column.step}
                      href={href}
                      onLook={setLooked}
                    />
                  </li>
                ))}
                {column.hidden > 0 && (
                  <li>
                    <button
                      type="button"
                      class="quiet unfold"
                      onClick={() =>
                        choose({ open: [...opened, column.step].filter(Boolean).join() }, "replace")
                      }
                    >
                      and {column.hidden.toLocaleString("en-US")} more
                    </button>
                  </li>
                )}
              </ol>
            </section>
          ))}
        </div>
      </div>
    </>
  );
}

/** Scrolls a box so that what it holds lies in its middle. */
function centre(inner: Element, box: HTMLElement): void {
  const [of, to] = [inner.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollBy(of.x + of.width / 2 - to.x - to.width / 2, of.y + of.height / 2 - to.y - to.height / 2);
}

const titleOf = (step: number): string =>
  step === 0
    ? "here"
    : `${Math.abs(step)} ${Math.abs(step) === 1 ? "step" : "steps"} ${step < 0 ? "before" : "after"}`;

/** Arrow keys go from box to box; Enter, as on any link, walks there. */
function useArrows(box: { readonly current: HTMLElement | null }): void {
  const move = (columnBy: number, rowBy: number) => () => {
    const lists = [...(box.current?.querySelectorAll("ol") ?? [])].map((list) => [
      ...list.querySelectorAll<HTMLElement>("[data-node]"),
    ]);
    const root = box.current?.querySelector<HTMLElement>("[data-node][aria-current]");
    const isInside = box.current?.contains(document.activeElement) === true;
    if (!isInside) return root?.focus();
    const column = lists.findIndex((list) => list.includes(document.activeElement as HTMLElement));
    const row = lists[column]?.indexOf(document.activeElement as HTMLElement) ?? 0;
    const next = lists[column + columnBy];
    const middle = next && columnBy !== 0 ? nearest(next, document.activeElement!) : row + rowBy;
    next?.[middle]?.focus();
  };
  useShortcuts("Graph", [
    { key: "ArrowLeft", does: "To what it was made from", run: move(-1, 0) },
    { key: "ArrowRight", does: "To what became of it", run: move(1, 0) },
    { key: "ArrowUp", does: "To the box above", run: move(0, -1) },
    { key: "ArrowDown", does: "To the box below", run: move(0, 1) },
  ]);
}

function nearest(boxes: readonly HTMLElement[], to: Element): number {
  const { top } = to.getBoundingClientRect();
  const distances = boxes.map((one) => Math.abs(one.getBoundingClientRect().top - top));
  return distances.indexOf(Math.min(...distances));
}
