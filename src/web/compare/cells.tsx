import { percent } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import type { Cell } from "../api.ts";
import { Estimate, points } from "../parts/estimate.tsx";
import { Verdict } from "../parts/verdict.tsx";
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
  const metric = a.head.metric === b.head.metric ? a.head.metric : null;
  return (
    <section aria-labelledby="pairs-title">
      <h2 id="pairs-title">Selections</h2>
      <div class="table">
        <table class="pairs">
          <caption>In percent, A above B.</caption>
          <thead>
            <tr>
              <th scope="col">Verifier</th>
              <th scope="col">
                <span class="unsaid">Run</span>
              </th>
              <th scope="col" class="number">
                φ
              </th>
              <th scope="col" class="number">
                ψ
              </th>
              <th scope="col" class="number">
                p⋆
              </th>
              <th scope="col" class="number">
                Kept precision
              </th>
              <th scope="col">Verdict</th>
              {hasStudents && metric !== null && (
                <th scope="col" class="number">
                  Student's <Plain text={metric} />
                </th>
              )}
              {hasStudents && metric !== null && (
                <th scope="col" class="number">
                  B − A
                </th>
              )}
            </tr>
          </thead>
          {pairs.map(({ key, a, b }) => (
            <tbody key={key}>
              <Line
                cell={a}
                letter="A"
                other={null}
                name={a ?? b}
                metric={metric}
                hasStudents={hasStudents}
              />
              <Line cell={b} letter="B" other={a} name={null} metric={metric} hasStudents={hasStudents} />
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

function Line({
  cell,
  letter,
  other,
  name,
  metric,
  hasStudents,
}: {
  readonly cell: Cell | null;
  readonly letter: string;
  /** What it is compared with. */
  readonly other: Cell | null;
  /** Whose name stands before both lines. */
  readonly name: Cell | null;
  readonly metric: string | null;
  readonly hasStudents: boolean;
}) {
  const estimate = cell?.estimate ?? null;
  const of = (one: Cell | null) => (metric === null ? null : (one?.student?.metrics[metric] ?? null));
  const [mine, theirs] = [of(cell), of(other)];
  return (
    <tr>
      {name !== null && (
        <th scope="rowgroup" rowSpan={2}>
          <Plain text={name.verifier === "none" ? "unverified" : name.verifier} />
          <div class="rule">
            <Plain text={name.rule} />
          </div>
        </th>
      )}
      <td class="letter">{letter}</td>
      {cell === null ? (
        <td colSpan={hasStudents && metric !== null ? 7 : 5} class="muted">
          not in this run
        </td>
      ) : (
        <>
          <td class="number">{estimate === null ? "–" : percent(estimate.phi)}</td>
          <td class="number">{estimate === null ? "–" : percent(estimate.psi)}</td>
          <td class="number">{estimate === null ? "–" : <Estimate of={estimate.pstar} />}</td>
          <td class="number">{estimate === null ? "–" : <Estimate of={estimate.keptPrecision} />}</td>
          <td>
            <Verdict kind={estimate?.verdict ?? "unknown"} title={estimate?.verdictText} />
          </td>
          {hasStudents && metric !== null && (
            <>
              <td class="number">{mine === null ? "–" : <Estimate of={mine} />}</td>
              <td class="number">
                {mine === null || theirs === null ? "" : points(mine.estimate - theirs.estimate)}
              </td>
            </>
          )}
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
