import { count, percent, percentInterval, shortNumber, some } from "../../format.ts";
import type { Reselection, RunVerdict } from "../../server/api.ts";
import type { Failure } from "../api.ts";
import { Verdict } from "../parts/verdict.tsx";
import { Link } from "../router.ts";
import { Plain } from "../visible.tsx";
import type { Row } from "./list.ts";

type Estimate = NonNullable<Reselection["estimate"]>;
type Interval = Estimate["pstar"];

/** A selection that was never stored, in numbers: how good it is, and who would enter and leave. */
export function ShareResult({
  found,
  href,
  title,
  error,
}: {
  readonly found: Reselection;
  href(id: string): string;
  /** Of the stored selection it is compared with. */
  readonly title: string | null;
  readonly error: Failure | null;
}) {
  const { estimate, change } = found;
  return (
    <div class="share-result">
      <p class="unsaid" role="status">
        {error ? error.message : summary(found)}
      </p>
      {estimate && (
        <>
          <p class="share-verdict">
            <Verdict kind={estimate.verdict as RunVerdict["kind"]} /> Of what is kept{" "}
            {percent(estimate.keptPrecision.estimate)} % is correct, of all{" "}
            {percent(1 - estimate.error.estimate)} %{reasonOf(estimate)}.
          </p>
          <Axis estimate={estimate} />
        </>
      )}
      <Figures found={found} />
      {change && (
        <div class="change">
          <Moved
            said="enter"
            sign="+"
            than={`${change.selection} ${title ?? ""}`}
            total={change.enter}
            rows={change.entering}
            href={href}
          />
          <Moved
            said="leave"
            sign="−"
            than={`${change.selection} ${title ?? ""}`}
            total={change.leave}
            rows={change.leaving}
            href={href}
          />
        </div>
      )}
    </div>
  );
}

/** What the verdict says beyond its name. */
function reasonOf({ verdict, verdictText }: Estimate): string {
  const reason = verdictText.startsWith(verdict) ? verdictText.slice(verdict.length) : `; ${verdictText}`;
  return reason.replace(/^, /, "; ");
}

/** Rows listed of those that enter, and of those that leave. */
const LISTED = 8;

function summary({ kept, rows, estimate, change }: Reselection): string {
  const said = [`${count(kept)} of ${some(rows, "row")} kept`];
  if (estimate) said.push(`p star ${percentInterval(estimate.pstar)}`, estimate.verdictText);
  if (change) said.push(`${count(change.enter)} enter, ${count(change.leave)} leave`);
  return said.join(". ");
}

/** p⋆ with its interval on a line from 0 to 100 %, where the generator's error and a half stand. */
function Axis({ estimate: { pstar, error } }: { readonly estimate: Estimate }) {
  return (
    <div
      class="breakdown"
      role="img"
      aria-label={`p⋆ ${percentInterval(pstar)} against the generator's error ${percentInterval(error)} and 50`}
    >
      <div class="breakdown-line">
        <span class="breakdown-half" style={at(0.5)} />
        <span class="breakdown-span error" style={between(error)} />
        <span class="breakdown-point error" style={at(error.estimate)} />
        <span class="breakdown-span" style={between(pstar)} />
        <span class="breakdown-point" style={at(pstar.estimate)} />
      </div>
      <div class="breakdown-names">
        <span style={at(0)}>0</span>
        <span style={at(0.5)}>50 %: no better than its teacher</span>
        <span style={at(1)}>100</span>
      </div>
    </div>
  );
}

const at = (share: number) => ({ left: `${(100 * share).toFixed(2)}%` });
const between = ({ low, high }: Interval) => ({ ...at(low), width: `${(100 * (high - low)).toFixed(2)}%` });

function Figures({ found: { rows, kept, threshold, estimate } }: { readonly found: Reselection }) {
  return (
    <dl class="tallies">
      {estimate && (
        <>
          <Figure name="p⋆" mark="pstar" value={percentInterval(estimate.pstar)} unit="%" />
          <Figure name="generator's error p" mark="error" value={percentInterval(estimate.error)} unit="%" />
          <Figure name="correct among kept" value={percentInterval(estimate.keptPrecision)} unit="%" />
          <Figure name="φ, correct ones kept" value={percent(estimate.phi)} unit="%" />
          <Figure name="ψ, incorrect ones kept" value={percent(estimate.psi)} unit="%" />
        </>
      )}
      <Figure name={`kept of ${count(rows)}`} value={count(kept)} />
      {threshold !== null && <Figure name="lowest score kept" value={shortNumber(threshold)} />}
      {estimate && (
        <Figure
          name={estimate.byHand > 0 ? `labels, ${count(estimate.byHand)} by hand` : "labels"}
          value={count(estimate.labels)}
        />
      )}
    </dl>
  );
}

export function Figure({
  name,
  value,
  unit,
  mark,
}: {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly mark?: string;
}) {
  return (
    <div>
      <dt>
        {mark && <span class={`key-mark ${mark}`} aria-hidden="true" />}
        {name}
      </dt>
      <dd>
        {value}
        {unit && <span class="muted"> {unit}</span>}
      </dd>
    </div>
  );
}

function Moved({
  said,
  sign,
  than,
  total,
  rows,
  href,
}: {
  readonly said: "enter" | "leave";
  readonly sign: string;
  readonly than: string;
  readonly total: number;
  readonly rows: readonly Row[];
  href(id: string): string;
}) {
  return (
    <div>
      <h3>
        {sign}
        {count(total)} {said} <span class="muted">against {than}</span>
      </h3>
      <ol class="moved">
        {rows.slice(0, LISTED).map((row) => (
          <li key={row.id}>
            <Link href={href(row.id)}>{row.id}</Link>{" "}
            <span class="excerpt-line">
              <Plain text={row.output ?? `failed: ${row.error}`} />
            </span>
          </li>
        ))}
      </ol>
      {total > LISTED && rows.length > 0 && (
        <p class="muted small">and {count(total - Math.min(LISTED, rows.length))} more</p>
      )}
    </div>
  );
}
