import type { RunInspection } from "../../server/api.ts";
import { Estimate, Gain } from "../parts/estimate.tsx";
import { NumberHead } from "../parts/number-head.tsx";
import { Wide } from "../parts/wide.tsx";
import { Link, places } from "../router.ts";
import { Plain } from "../visible.tsx";

/** Models trained elsewhere on the run's selections, beside its own students. */
export function Outsiders({ db, run }: { readonly db: number; readonly run: RunInspection }) {
  const { head, cells, elsewhere } = run;
  return (
    <section id="elsewhere" aria-labelledby="elsewhere-title">
      <h2 id="elsewhere-title">Models trained elsewhere</h2>
      <Wide name="Models trained elsewhere">
        <table class="cells">
          <caption>On the same test inputs, in percent.</caption>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Trained on</th>
              <NumberHead>
                <Plain text={head.metric ?? "Metric"} />
              </NumberHead>
              <NumberHead>Gain</NumberHead>
              <th scope="col">Entered in</th>
            </tr>
          </thead>
          <tbody>
            {elsewhere.map(({ stage, name, selection, metrics, gain, run: entered }) => {
              const cell = cells.find((one) => one.selection === selection);
              const value = head.metric === null ? undefined : metrics[head.metric];
              return (
                <tr key={stage}>
                  <th scope="row">
                    <Link href={places.trace(db, entered, stage)}>
                      <Plain text={name} />
                    </Link>
                  </th>
                  <td data-title="Trained on">
                    {selection}{" "}
                    <Plain
                      text={cell === undefined || cell.verifier === "none" ? "unverified" : cell.verifier}
                    />
                    <div class="rule">
                      <Plain text={cell?.rule ?? ""} />
                    </div>
                  </td>
                  <td class="number stack" data-title={head.metric ?? "Metric"}>
                    {value === undefined ? "–" : <Estimate of={value} />}
                  </td>
                  <td class="number stack" data-title="Gain">
                    {gain === null ? "–" : <Gain of={gain} />}
                  </td>
                  <td data-title="Entered in">
                    {entered === head.id ? "this run" : <Link href={places.run(db, entered)}>{entered}</Link>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}
