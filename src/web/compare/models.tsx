import { points } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import type { Interval, Model } from "../api.ts";
import { Estimate } from "../parts/estimate.tsx";
import { NumberHead } from "../parts/number-head.tsx";
import { Wide } from "../parts/wide.tsx";
import { Plain } from "../visible.tsx";

interface Line {
  readonly name: string;
  readonly a: Interval | null;
  readonly b: Interval | null;
}

/** What both runs start from and what is the best that could be. */
export function ModelComparison({ a, b }: { readonly a: RunInspection; readonly b: RunInspection }) {
  const lines = linesOf(a, b).filter((line) => line.a !== null || line.b !== null);
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="models-title">
      <h2 id="models-title">Models</h2>
      <Wide name="Models">
        <table>
          <caption>
            In percent. B − A says how far the estimates lie apart; where intervals overlap much, it may be
            chance.
          </caption>
          <thead>
            <tr>
              <th scope="col">Of</th>
              <NumberHead>A</NumberHead>
              <NumberHead>B</NumberHead>
              <NumberHead>B − A</NumberHead>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.name}>
                <th scope="row">
                  <Plain text={line.name} />
                </th>
                <td class="number">{line.a === null ? "–" : <Estimate of={line.a} />}</td>
                <td class="number">{line.b === null ? "–" : <Estimate of={line.b} />}</td>
                <td class="number">
                  {line.a === null || line.b === null ? "" : points(line.b.estimate - line.a.estimate)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}

function linesOf(a: RunInspection, b: RunInspection): Line[] {
  const metrics = metricsOf(a, b);
  return [
    { name: "the generator's error p", a: a.error, b: b.error },
    ...metrics.map((name) => lineOf(`${name} of the generator`, name, a.generator, b.generator)),
    ...metrics.map((name) => lineOf(`${name} when trained on true answers`, name, a.real, b.real)),
  ];
}

/** All that both have, or the first of each where they have none in common. */
function metricsOf(a: RunInspection, b: RunInspection): string[] {
  const [first, second] = [a, b].map(({ generator, real }) =>
    Object.keys({ ...generator?.metrics, ...real?.metrics }),
  );
  const shared = first!.filter((name) => second!.includes(name));
  return shared.length > 0 ? shared : [a.head.metric, b.head.metric].filter((name) => name !== null);
}

const lineOf = (name: string, metric: string, a: Model | null, b: Model | null): Line => ({
  name,
  a: a?.metrics[metric] ?? null,
  b: b?.metrics[metric] ?? null,
});
