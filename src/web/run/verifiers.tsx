import { count, percent } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import { verdictLook, verdictSigns } from "../../verdict-words.ts";
import type { Verifier } from "../api.ts";
import { share as shareText } from "../format.ts";
import { SortHead, type SortKey, useSorted } from "../parts/sort.tsx";
import { Swatch } from "../parts/swatch.tsx";
import { Wide } from "../parts/wide.tsx";
import { Plain } from "../visible.tsx";

const keys: Readonly<Record<string, SortKey<Verifier>>> = {
  name: ({ name }) => name,
  auc: ({ auc }) => auc,
  unscored: ({ unscored }) => unscored,
};

/** Verifiers beside each other: how well each tells correct from incorrect, and p⋆ at every share. */
export function Verifiers({ run }: { readonly run: RunInspection }) {
  const rows = useSorted(run.verifiers, keys, "verifiers");
  const names = run.verifiers.map(({ name }) => name);
  const shares = [
    ...new Set(run.verifiers.flatMap(({ curve }) => curve.map(({ fraction }) => fraction))),
  ].sort((a, b) => a - b);
  return (
    <section id="verifiers" aria-labelledby="verifiers-title">
      <h2 id="verifiers-title">Verifiers compared</h2>
      <Wide name="Verifiers compared">
        <table class="verifiers">
          <caption>
            p⋆ in percent by the share that is kept, on labelled candidates, with the sign of its verdict.
            AUC: how often a correct candidate scores above an incorrect one.
          </caption>
          <thead>
            <tr>
              <SortHead by="name" parameter="verifiers" isText>
                Verifier
              </SortHead>
              <SortHead by="auc" parameter="verifiers" class="number">
                AUC
              </SortHead>
              <SortHead by="unscored" parameter="verifiers" class="number">
                Unscored
              </SortHead>
              {shares.map((share) => (
                <th key={share} scope="col" class="number">
                  {shareText(share)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, auc, unscored, curve }) => (
              <tr key={name}>
                <th scope="row" class="nowrap">
                  <Swatch index={names.indexOf(name)} />
                  <Plain text={name} />
                </th>
                <td class="number">{auc === null ? "–" : auc.toFixed(3)}</td>
                <td class="number">{count(unscored)}</td>
                {shares.map((share) => {
                  const cell = curve.find(({ fraction }) => fraction === share);
                  return (
                    <td key={share} class="number" title={cell?.verdictText}>
                      {cell === undefined ? (
                        ""
                      ) : (
                        <>
                          {percent(cell.pstar.estimate, 0)}{" "}
                          <span class={`ink ${verdictLook(cell.verdict)}`}>
                            <span aria-hidden="true">{verdictSigns[cell.verdict]}</span>
                            <span class="unsaid">{cell.verdict}</span>
                          </span>
                        </>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}
