import type { ComponentChildren } from "preact";
import { count, money } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import type { Interval, Model } from "../api.ts";
import { share } from "../format.ts";
import { Estimate } from "../parts/estimate.tsx";

/** The numbers that the verdict rests on. */
export function Facts({ run }: { readonly run: RunInspection }) {
  const { head, error, generator, real, cells, spending } = run;
  const labels = Math.max(0, ...cells.map(({ estimate }) => estimate?.labels ?? 0));
  const candidates = Math.max(0, ...cells.map(({ rows }) => rows));
  const best = cells.find(({ selection }) => selection === run.verdict.selection);
  return (
    <dl class="facts">
      {best?.estimate && (
        <Fact name="p⋆ of what is kept" note="must exceed p, and one half">
          <Share of={best.estimate.pstar} />
        </Fact>
      )}
      {error !== null && (
        <Fact name="Generator's error p" note={`from ${count(labels)} labels`}>
          <Share of={error} />
        </Fact>
      )}
      <ModelFact name="Generator" metric={head.metric} model={generator} />
      <ModelFact name="Trained on true answers" metric={head.metric} model={real} />
      {candidates > 0 && (
        <Fact name="Candidates" note={best && `${share(best.kept / best.rows)} kept`}>
          {count(candidates)}
        </Fact>
      )}
      {spending !== null && (
        <Fact name="Spent" note={`${count(spending.answered)} answered requests`}>
          {money(spending.cost)}
        </Fact>
      )}
    </dl>
  );
}

const Share = ({ of }: { readonly of: Interval }) => <Estimate of={of} unit=" %" />;

function ModelFact({
  name,
  metric,
  model,
}: {
  readonly name: string;
  readonly metric: string | null;
  readonly model: Model | null;
}) {
  const value = metric === null ? undefined : model?.metrics[metric];
  if (value === undefined) return null;
  return (
    <Fact name={name} note={metric ?? undefined}>
      <Share of={value} />
    </Fact>
  );
}

export function Fact({
  name,
  note,
  children,
}: {
  readonly name: string;
  readonly note?: string | undefined;
  readonly children: ComponentChildren;
}) {
  return (
    <div>
      <dt>
        {name}
        {note !== undefined && <span class="note">{note}</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
