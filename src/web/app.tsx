import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ComparePage } from "./compare/compare-page.tsx";
import { HomePage } from "./home/home-page.tsx";
import { LabelPage } from "./label/label-page.tsx";
import { Help } from "./parts/help.tsx";
import { Masthead } from "./parts/masthead.tsx";
import { Empty } from "./parts/states.tsx";
import { Link, match, places, usePlace } from "./router.ts";
import { RowPage } from "./row/row-page.tsx";
import { RowsPage } from "./rows/rows-page.tsx";
import { RunPage } from "./run/run-page.tsx";
import { useShortcuts } from "./shortcuts.ts";
import { TracePage } from "./trace/trace-page.tsx";

type Parts = Readonly<Record<string, string>>;

/** Pages by the pattern of their path. Another database, run or stage is another page, with nothing left of the last. */
const pages: readonly (readonly [string, (parts: Parts) => ComponentChildren])[] = [
  ["/", () => <HomePage />],
  ["/compare", () => <ComparePage />],
  ["/db/:db/:run", ({ db, run }) => <RunPage db={Number(db)} run={run!} />],
  ["/db/:db/:run/rows", ({ db, run }) => <RowsPage db={Number(db)} run={run!} stage={undefined} />],
  [
    "/db/:db/:run/rows/:stage",
    ({ db, run, stage }) => <RowsPage db={Number(db)} run={run!} stage={stage!} />,
  ],
  [
    "/db/:db/:run/row/:candidate",
    ({ db, run, candidate }) => <RowPage db={Number(db)} run={run!} candidate={candidate!} />,
  ],
  ["/db/:db/:run/label", ({ db, run }) => <LabelPage db={Number(db)} run={run!} stage={undefined} />],
  [
    "/db/:db/:run/label/:stage",
    ({ db, run, stage }) => <LabelPage db={Number(db)} run={run!} stage={stage!} />,
  ],
  ["/db/:db/:run/trace/:id", ({ db, run, id }) => <TracePage db={Number(db)} run={run!} id={id!} />],
];

export function App() {
  const { path } = usePlace();
  const main = useRef<HTMLElement>(null);
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== path) main.current?.focus({ preventScroll: true });
    last.current = path;
  }, [path]);
  useShortcuts("Everywhere", [
    { key: "/", does: "Search or filter this page", run: focusSearch },
    { key: "g", does: "All runs", run: () => document.querySelector<HTMLElement>("[data-home]")?.click() },
  ]);
  const found = pageAt(path);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Masthead db={found.parts.db} run={found.parts.run} />
      <main id="main" ref={main} tabIndex={-1} key={found.key}>
        {found.page}
      </main>
      <Help />
    </>
  );
}

function pageAt(path: string): { page: ComponentChildren; parts: Parts; key: string } {
  for (const [pattern, page] of pages) {
    const parts = match(pattern, path);
    if (parts === null || (parts.db !== undefined && !/^\d+$/.test(parts.db))) continue;
    const { db, run } = parts;
    return { page: page(parts), parts, key: [pattern, db, run].join(" ") };
  }
  const missing = (
    <Empty title="There is no such page">
      <Link href={places.home}>All runs</Link>
    </Empty>
  );
  return { page: missing, parts: {}, key: "missing" };
}

const focusSearch = () => document.querySelector<HTMLElement>("main input[type=search]")?.focus();
