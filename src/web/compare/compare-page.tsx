import type { RunInspection } from "../../server/api.ts";
import { type Answer, ask, type Failure, routes, useAsked } from "../api.ts";
import { Answered, Empty } from "../parts/states.tsx";
import { useTitle } from "../parts/title.ts";
import { Verdict } from "../parts/verdict.tsx";
import { Link, places, useQuery } from "../router.ts";
import { Plain } from "../visible.tsx";
import { CellComparison } from "./cells.tsx";
import { Configurations } from "./configurations.tsx";
import { ModelComparison } from "./models.tsx";

export interface Side {
  readonly db: number;
  readonly run: RunInspection;
}

/** Two runs beside each other, `?a=0.r1&b=0.r2`. */
export function ComparePage() {
  const [query] = useQuery();
  const [a, b] = [sideOf(query.get("a")), sideOf(query.get("b"))];
  const first = useSide(a);
  const second = useSide(b);
  useTitle(
    first.data && second.data ? `${first.data.run.head.name} and ${second.data.run.head.name}` : "Two runs",
  );
  if (a === null || b === null) {
    return (
      <Empty title="Two runs are compared">
        <Link href={places.home}>Tick two of them</Link>
      </Empty>
    );
  }
  return (
    <>
      <h1>Two runs beside each other</h1>
      <Answered answer={both(first, second)} what="both runs">
        {(sides) => <Comparison sides={sides} />}
      </Answered>
    </>
  );
}

type Sides = readonly [Side, Side];

function Comparison({ sides }: { readonly sides: Sides }) {
  const [a, b] = sides;
  return (
    <>
      <div class="sides">
        <Heading letter="A" side={a} />
        <Heading letter="B" side={b} />
      </div>
      <ModelComparison a={a.run} b={b.run} />
      <CellComparison a={a.run} b={b.run} />
      <Configurations a={a.run.head} b={b.run.head} />
    </>
  );
}

function Heading({ letter, side: { db, run } }: { readonly letter: string; readonly side: Side }) {
  const { head, verdict } = run;
  return (
    <article class="card">
      <h2>
        <span class="letter">{letter}</span>{" "}
        <Link href={places.run(db, head.id)}>
          <Plain text={head.name} />
        </Link>{" "}
        <span class="muted small">{head.id}</span>
      </h2>
      {head.kind !== "tuning" && <Verdict kind={verdict.kind} />}
      <p>
        <Plain text={verdict.sentence} />
      </p>
      {verdict.outcome !== null && (
        <p class="muted">
          <Plain text={verdict.outcome} />
        </p>
      )}
    </article>
  );
}

interface SideName {
  readonly db: number;
  readonly run: string;
}

/** `0.r1` */
function sideOf(text: string | null): SideName | null {
  const found = text?.match(/^(\d+)\.(r\d+)$/);
  return found ? { db: Number(found[1]), run: found[2]! } : null;
}

const useSide = (side: SideName | null): Answer<Side> =>
  useAsked(side === null ? null : `side ${side.db} ${side.run}`, async (signal) => {
    const { db, run } = side!;
    return { db, run: await ask(routes.run(db, run), signal) };
  });

function both(a: Answer<Side>, b: Answer<Side>): Answer<Sides> {
  const error: Failure | null = a.error ?? b.error;
  return {
    data: a.data !== null && b.data !== null ? [a.data, b.data] : null,
    error,
    loading: a.loading || b.loading,
    reload: () => {
      if (a.error !== null) a.reload();
      if (b.error !== null) b.reload();
    },
  };
}
