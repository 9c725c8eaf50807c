import { count } from "../../../format.ts";
import type { Tuning } from "../../api.ts";
import { NumberHead } from "../../parts/number-head.tsx";
import { Wide } from "../../parts/wide.tsx";
import { Plain } from "../../visible.tsx";
import { Origin } from "./origin.tsx";

/** The rows that were learnt and those held against them, and where they came from. */
export function TuningData({
  db,
  run,
  tuning: { data, origin },
}: {
  readonly db: number;
  readonly run: string;
  readonly tuning: Tuning;
}) {
  return (
    <section id="data" aria-labelledby="data-title">
      <h2 id="data-title">Data</h2>
      {data.length === 0 ? <p class="muted">No rows were read yet.</p> : <Splits data={data} />}
      {origin === null ? (
        <p>Nothing is known of where the rows came from: they are of no export of pstar.</p>
      ) : (
        <Origin db={db} run={run} origin={origin} />
      )}
    </section>
  );
}

const Splits = ({ data }: Pick<Tuning, "data">) => (
  <Wide name="Rows that were read">
    <table>
      <caption class="unsaid">Rows that were read</caption>
      <thead>
        <tr>
          <th scope="col">Split</th>
          <th scope="col">File</th>
          <NumberHead>Rows</NumberHead>
          <NumberHead>Cut</NumberHead>
          <NumberHead>Left out</NumberHead>
          <NumberHead>Tokens</NumberHead>
          <NumberHead>Learnt</NumberHead>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {data.map(({ split, file, hash, rows, cut, dropped, tokens, learnt }) => (
          <tr key={split}>
            <th scope="row">{split}</th>
            <td class="nowrap" title={file}>
              <Plain text={file.split(/[\\/]/).at(-1)!} />
            </td>
            {[rows, cut, dropped, tokens, learnt].map((value, i) => (
              <td key={i} class="number">
                {count(value)}
              </td>
            ))}
            <td class="mono" title={hash}>
              {hash.slice(0, 12)}…
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Wide>
);
