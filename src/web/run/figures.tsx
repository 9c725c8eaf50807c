import { useEffect, useRef, useState } from "preact/hooks";
import type { FigureEntry } from "../../server/api.ts";
import { askText, files, routes, useAnswer, useAsked } from "../api.ts";
import { Answered, Empty } from "../parts/states.tsx";
import { useShade } from "../theme.ts";
import { Plain } from "../visible.tsx";
import { Numbers } from "./numbers.tsx";

/** Pictures drawn by the server, at the width there is and in the colours of the page. */
export function Figures({
  db,
  run,
  revision,
}: {
  readonly db: number;
  readonly run: string;
  readonly revision: number;
}) {
  const figures = useAnswer(routes.figures(db, run), revision);
  return (
    <section id="figures" aria-labelledby="figures-title">
      <h2 id="figures-title">Figures</h2>
      <Answered answer={figures} what="figures">
        {(entries) =>
          entries.every(isPipeline) ? (
            <Empty title="Nothing to draw yet" />
          ) : (
            <div class="figures">
              {entries
                .filter((entry) => !isPipeline(entry))
                .map((entry) => (
                  <OneFigure key={entry.id} db={db} run={run} entry={entry} revision={revision} />
                ))}
            </div>
          )
        }
      </Answered>
    </section>
  );
}

/** What the page draws itself, as boxes that can be opened. */
const isPipeline = ({ id }: FigureEntry): boolean => id === "flow";

function OneFigure({
  db,
  run,
  entry: { id, title, description },
  revision,
}: {
  readonly db: number;
  readonly run: string;
  readonly entry: FigureEntry;
  readonly revision: number;
}) {
  const theme = useShade();
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const [isOpen, setIsOpen] = useState(false);
  const drawn = (kind: "svg" | "png") => files.figure(db, run, id, kind, { theme, width });
  const source = usePicture(width === null ? null : drawn("svg"), revision);
  return (
    <figure ref={frame} class="figure">
      {source !== null && <img src={source} alt={`${title}. ${description}`} loading="lazy" />}
      <figcaption>
        <span class="unsaid">
          <Plain text={title} />
        </span>
        <a href={drawn("svg")} download={`${run}-${id}.svg`}>
          SVG
        </a>
        <a href={drawn("png")} download={`${run}-${id}.png`}>
          PNG
        </a>
        <a href={files.figure(db, run, id, "csv")} download={`${run}-${id}.csv`}>
          CSV
        </a>
        <button type="button" class="bare" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? "Hide the numbers" : "Numbers"}
        </button>
      </figcaption>
      {isOpen && <Numbers title={title} path={files.figure(db, run, id, "csv")} revision={revision} />}
    </figure>
  );
}

/** The address of a picture; once the run has changed the picture itself, since a browser shows no address anew. */
function usePicture(path: string | null, revision: number): string | null {
  const live = useAsked(revision === 0 ? null : path, (signal) => askText(path!, signal), revision);
  return live.data === null ? path : `data:image/svg+xml,${encodeURIComponent(live.data)}`;
}

/** Pixels that an element has, in steps, so that a dragged window does not ask for every width; null before it is known. */
function useWidth(of: { readonly current: HTMLElement | null }): number | null {
  const [width, setWidth] = useState<number | null>(null);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const step = Math.floor(entry!.contentRect.width / 20) * 20;
      setWidth(Math.min(1600, Math.max(360, step)));
    });
    observer.observe(of.current!);
    return () => observer.disconnect();
  }, []);
  return width;
}
