import { percent, points, some } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import type { Cell, Model } from "../api.ts";
import { Estimate } from "../parts/estimate.tsx";
import { NumberHead } from "../parts/number-head.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { Wide } from "../parts/wide.tsx";
import { Plain } from "../visible.tsx";

interface Pair {
  readonly key: string;
  readonly a: Cell | null;
  readonly b: Cell | null;
}

/** Selections of both runs by verifier and rule; those that only one has stand alone. */
export function CellComparison({ a, b }: { readonly a: RunInspection; readonly b: RunInspection }) {
  const pairs = paired(a.cells, b.cells);
  if (pairs.length === 0) return null;
  const hasStudents = pairs.some(({ a, b }) => a?.student != null || b?.student != null);
  const shown = hasStudents && a.head.metric === b.head.metric ? a.head.metric : null;
  const same = pairs.filter(isSame);
  const others = pairs.filter((pair) => !isSame(pair));
  return (
    <section aria-labelledby="pairs-title">
      <h2 id="pairs-title">Selections</h2>
      {others.length > 0 && (
        <Pairs
          pairs={others}
          metric={shown}
          caption="In percent. What only one of the runs has stands alone."
        />
      )}
      {same.length > 0 && (
        <details open={others.length === 0}>
          <summary>{some(same.length, "selection")} with the same numbers in both</summary>
          <Pairs pairs={same} metric={shown} caption="In percent." />
        </details>
      )}
    </section>
  );
}

/** Both runs share the work, or did the same. */
const isSame = ({ a, b }: Pair): boolean =>
  a !== null &&
  b !== null &&
  JSON.stringify({ ...a, selection: "" }) === JSON.stringify({ ...b, selection: "" });

function Pairs({
  pairs,
  metric,
  caption,
}: {
  readonly pairs: readonly Pair[];
  readonly metric: string | null;
  readonly caption: string;
}) {
  return (
    <Wide name="Selections">
      <table class="pairs">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Verifier</th>
            <th scope="col">
              <span class="unsaid">Run</span>
            </th>
            <NumberHead>φ</NumberHead>
            <NumberHead>ψ</NumberHead>
            <NumberHead>p⋆</NumberHead>
            <NumberHead>Kept precision</NumberHead>
            <th scope="col">Verdict</th>
            {metric !== null && (
              <NumberHead>
                Student's <Plain text={metric} />
              </NumberHead>
            )}
            {metric !== null && <NumberHead>B − A</NumberHead>}
          </tr>
        </thead>
        {pairs.map(({ key, a, b }) => (
          <tbody key={key}>
            {a !== null && (
              <Line cell={a} letter="A" other={null} span={b === null ? 1 : 2} metric={metric} />
            )}
            {b !== null && (
              <Line cell={b} letter="B" other={a} span={a === null ? 1 : null} metric={metric} />
            )}
          </tbody>
        ))}
      </table>
    </Wide>
  );
}

function Line({
  cell,
  letter,
  other,
  span,
  metric,
}: {
  readonly cell: Cell;
  readonly letter: string;
  /** What it is compared with. */
  readonly other: Cell | null;
  /** Lines that its name stands before; null where it stands before an earlier one. */
  readonly span: 1 | 2 | null;
  readonly metric: string | null;
}) {
  const { verifier, rule, estimate, student } = cell;
  const of = (model: Model | null) => (metric === null ? null : (model?.metrics[metric] ?? null));
  const [mine, theirs] = [of(student), of(other?.student ?? null)];
  return (
    <tr>
      {span !== null && (
        <th scope="rowgroup" rowSpan={span}>
          <Plain text={verifier === "none" ? "unverified" : verifier} />
          <div class="rule">
            <Plain text={rule} />
          </div>
        </th>
      )}
      <td class="letter">{letter}</td>
      <td class="number">{estimate === null ? "–" : percent(estimate.phi)}</td>
      <td class="number">{estimate === null ? "–" : percent(estimate.psi)}</td>
      <td class="number">{estimate === null ? "–" : <Estimate of={estimate.pstar} />}</td>
      <td class="number">{estimate === null ? "–" : <Estimate of={estimate.keptPrecision} />}</td>
      <td>
        <Verdict kind={estimate?.verdict ?? "unknown"} title={estimate?.verdictText} />
      </td>
      {metric !== null && (
        <>
          <td class="number">{mine === null ? "–" : <Estimate of={mine} />}</td>
          <td class="number">
            {mine === null || theirs === null ? "" : points(mine.estimate - theirs.estimate)}
          </td>
        </>
      )}
    </tr>
  );
}

function paired(a: readonly Cell[], b: readonly Cell[]): Pair[] {
  const keyOf = ({ verifier, selector, fraction, rule }: Cell) =>
    [verifier, selector, fraction, rule].join("\n");
  const [first, second] = [a, b].map((cells) => new Map(cells.map((cell) => [keyOf(cell), cell])));
  return [...new Set([...first!.keys(), ...second!.keys()])].map((key) => ({
    key,
    a: first!.get(key) ?? null,
    b: second!.get(key) ?? null,
  }));
}
