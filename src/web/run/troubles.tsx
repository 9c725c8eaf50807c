import { count } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import { NumberHead } from "../parts/number-head.tsx";
import { Wide } from "../parts/wide.tsx";
import { Plain } from "../visible.tsx";

/** Warnings shown before the rest is folded away. */
const FEW = 4;

/** What went wrong, and what a reader has to know before trusting the numbers. */
export function Troubles({ run: { failures, warnings } }: { readonly run: RunInspection }) {
  if (failures.length === 0 && warnings.length === 0) return null;
  const list = (some: readonly string[]) => (
    <ul>
      {some.map((text) => (
        <li key={text}>
          <Plain text={text} />
        </li>
      ))}
    </ul>
  );
  return (
    <section class="troubles" aria-labelledby="troubles-title">
      <h2 id="troubles-title">Before you trust the numbers</h2>
      {list(warnings.slice(0, FEW))}
      {warnings.length > FEW && (
        <details>
          <summary>{warnings.length - FEW} more</summary>
          {list(warnings.slice(FEW))}
        </details>
      )}
      {failures.length > 0 && (
        <details>
          <summary>Failed rows, by stage</summary>
          <Wide name="Failed rows">
            <table>
              <caption class="unsaid">Failed rows by stage</caption>
              <thead>
                <tr>
                  <th scope="col">Stage</th>
                  <NumberHead>Failed</NumberHead>
                  <th scope="col">Most of them by</th>
                </tr>
              </thead>
              <tbody>
                {failures.map(({ stage, title, rows, of, error }) => (
                  <tr key={stage}>
                    <th scope="row">
                      <Plain text={title} /> <span class="muted">{stage}</span>
                    </th>
                    <td class="number">
                      {count(rows)} of {count(of)}
                    </td>
                    <td>
                      <Plain text={error} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        </details>
      )}
    </section>
  );
}
