import { count, percent } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import type { Cell, Interval, Model } from "../api.ts";
import { Estimate, Gain } from "../parts/estimate.tsx";
import { SortHead, type SortKey, useSorted } from "../parts/sort.tsx";
import { Swatch } from "../parts/swatch.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { Wide } from "../parts/wide.tsx";
import { Link, places } from "../router.ts";
import { Plain } from "../visible.tsx";
import { IntervalBar } from "./interval-bar.tsx";

/** From what helps to what harms. */
const ranks = ["improves", "narrow", "undecided", "no gain", "collapses"];

/** Every verifier at every share: what labels promise of it, and what the student trained on it showed. */
export function Cells({ db, run }: { readonly db: number; readonly run: RunInspection }) {
  const { cells, head, error, generator, real } = run;
  const metricOf = (model: Model | null): Interval | null =>
    (head.metric === null ? null : model?.metrics[head.metric]) ?? null;
  const keys: Readonly<Record<string, SortKey<Cell>>> = {
    verifier: ({ verifier }) => verifier,
    share: ({ fraction }) => fraction,
    kept: ({ kept }) => kept,
    phi: ({ estimate }) => estimate?.phi ?? null,
    psi: ({ estimate }) => estimate?.psi ?? null,
    pstar: ({ estimate }) => estimate?.pstar.estimate ?? null,
    precision: ({ estimate }) => estimate?.keptPrecision.estimate ?? null,
    coverage: ({ coverage }) => coverage?.inputShare ?? null,
    verdict: ({ estimate }) => (estimate === null ? null : -ranks.indexOf(estimate.verdict)),
    student: ({ student }) => metricOf(student)?.estimate ?? null,
    gain: ({ student }) => student?.gain?.estimate ?? null,
  };
  const rows = useSorted(cells, keys);
  const has = {
    students: cells.some(({ student }) => student !== null) || generator !== null,
    gains: cells.some(({ student }) => student?.gain) || real?.gain != null,
    coverage: cells.some(({ coverage }) => coverage !== null),
  };
  const names = run.verifiers.map(({ name }) => name);
  const shared = { db, run, has, metricOf, names };
  return (
    <section id="cells" aria-labelledby="cells-title">
      <h2 id="cells-title">Selections</h2>
      <Wide name="Selections">
        <table class="cells">
          <caption>
            In percent, with 95 % intervals. Training helps where p⋆ is above both ½ and the generator's error
            p, the tinted part of each bar.
          </caption>
          <thead>
            <tr>
              <SortHead by="verifier" isText>
                Verifier
              </SortHead>
              <SortHead by="kept" class="number">
                Kept
              </SortHead>
              <SortHead by="phi" class="number">
                <abbr title="share of the correct candidates that is kept">φ</abbr>
              </SortHead>
              <SortHead by="psi" class="number">
                <abbr title="share of the incorrect candidates that is kept">ψ</abbr>
              </SortHead>
              <SortHead by="pstar" class="number">
                p⋆
              </SortHead>
              <th scope="col" class="bar-head">
                <BarKey error={error} />
              </th>
              <SortHead by="precision" class="number">
                Kept precision
              </SortHead>
              {has.coverage && (
                <SortHead by="coverage" class="number">
                  Inputs covered
                </SortHead>
              )}
              <SortHead by="verdict">Verdict</SortHead>
              {has.students && (
                <SortHead by="student" class="number">
                  Student's <Plain text={head.metric ?? "metric"} />
                </SortHead>
              )}
              {has.gains && (
                <SortHead by="gain" class="number">
                  Gain
                </SortHead>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((cell) => (
              <CellRow key={cell.selection} cell={cell} {...shared} />
            ))}
          </tbody>
          {has.students && (
            <tbody class="references">
              <Reference name="the generator itself" model={generator} {...shared} />
              <Reference name="trained on all true answers" model={real} {...shared} />
            </tbody>
          )}
        </table>
      </Wide>
    </section>
  );
}

interface Shared {
  readonly db: number;
  readonly run: RunInspection;
  readonly has: { readonly students: boolean; readonly gains: boolean; readonly coverage: boolean };
  readonly metricOf: (model: Model | null) => Interval | null;
  readonly names: readonly string[];
}

function CellRow({ cell, db, run, has, metricOf, names }: Shared & { readonly cell: Cell }) {
  const { selection, verifier, rule, rows, kept, estimate, coverage, student } = cell;
  const candidates = run.stages
    .find(({ id }) => id === selection)
    ?.inputs.find(({ role }) => role === "candidates")?.stage;
  const isBest = run.verdict.selection === selection;
  const result = metricOf(student);
  const outsider = run.elsewhere.find((one) => one.selection === selection && one.run === run.head.id);
  const all = places.rows(db, run.head.id, candidates, {
    selection,
    ...(verifier !== "none" && { verifier, order: "highest" }),
  });
  const keptRows = places.rows(db, run.head.id, candidates, { selection, kept: "kept" });
  return (
    <tr class={isBest ? "best" : undefined}>
      <th scope="row">
        <Swatch index={names.indexOf(verifier)} />
        <Link href={all}>
          <Plain text={verifier === "none" ? "unverified" : verifier} />
        </Link>
        <div class="rule">
          <Plain text={rule} />
        </div>
      </th>
      <td class="number" data-title="Kept">
        <Link href={keptRows} aria-label={`${count(kept)} kept rows`}>
          {count(kept)}
        </Link>
        <div class="interval">of {count(rows)}</div>
      </td>
      <td class="number" data-title="φ">
        {estimate === null ? "–" : percent(estimate.phi)}
      </td>
      <td class="number" data-title="ψ">
        {estimate === null ? "–" : percent(estimate.psi)}
      </td>
      <td class="number stack" data-title="p⋆">
        {estimate === null ? "–" : <Estimate of={estimate.pstar} />}
      </td>
      <td class="bar">{estimate !== null && <IntervalBar of={estimate.pstar} error={run.error} />}</td>
      <td class="number stack" data-title="Kept precision">
        {estimate === null ? "–" : <Estimate of={estimate.keptPrecision} />}
      </td>
      {has.coverage && (
        <td class="number" data-title="Inputs covered">
          {coverage === null ? (
            "–"
          ) : (
            <>
              {percent(coverage.inputShare)}
              {coverage.strata.length > 1 && (
                <div class="interval" title="the kind of input that is covered least">
                  least: <Plain text={coverage.smallestStratum.stratum} />,{" "}
                  {percent(coverage.smallestStratum.share, 0)}
                </div>
              )}
            </>
          )}
        </td>
      )}
      <td data-title="Verdict">
        <Verdict kind={estimate?.verdict ?? "unknown"} />
        {estimate !== null && estimate.verdictText !== estimate.verdict && (
          <div class="rule">
            <Plain text={estimate.verdictText.replace(`${estimate.verdict}, `, "")} />
          </div>
        )}
        {isBest && <div class="rule">promises most</div>}
      </td>
      {has.students && (
        <td class="number stack" data-title={`Student's ${run.head.metric}`}>
          {result === null ? "–" : <Estimate of={result} />}
          {outsider !== undefined && (
            <div class="rule">
              <Plain text={outsider.name} />
            </div>
          )}
        </td>
      )}
      {has.gains && (
        <td class="number stack" data-title="Gain">
          {student?.gain ? <Gain of={student.gain} /> : "–"}
        </td>
      )}
    </tr>
  );
}

/** A model to compare students with. */
function Reference({
  name,
  model,
  has,
  metricOf,
}: Shared & { readonly name: string; readonly model: Model | null }) {
  const result = metricOf(model);
  if (result === null) return null;
  return (
    <tr>
      <th scope="row" colSpan={has.coverage ? 9 : 8}>
        {name}
      </th>
      <td class="number stack" data-title="Metric">
        <Estimate of={result} />
      </td>
      {has.gains && (
        <td class="number stack" data-title="Gain">
          {model?.gain ? <Gain of={model.gain} /> : ""}
        </td>
      )}
    </tr>
  );
}

function BarKey({ error }: { readonly error: Interval | null }) {
  return (
    <svg
      class="interval-bar"
      viewBox="0 0 120 16"
      width="120"
      height="16"
      role="img"
      aria-label="from 0 to 100"
    >
      <text x="0" y="12">
        0
      </text>
      <text x={error !== null && Math.abs(error.estimate - 0.5) < 0.08 ? 50 : 60} y="12" class="middle">
        ½
      </text>
      {error !== null && (
        <text
          x={120 * error.estimate + (Math.abs(error.estimate - 0.5) < 0.08 ? 6 : 0)}
          y="12"
          class="middle p"
        >
          p
        </text>
      )}
      <text x="120" y="12" class="end">
        100
      </text>
    </svg>
  );
}
