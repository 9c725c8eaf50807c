import { count, duration } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import type { Training } from "../api.ts";
import { Estimate } from "../parts/estimate.tsx";
import { NumberHead } from "../parts/number-head.tsx";
import { Wide } from "../parts/wide.tsx";
import { Plain } from "../visible.tsx";
import { LossLine } from "./loss-line.tsx";

export function Trainings({ run }: { readonly run: RunInspection }) {
  const { head, trainings } = run;
  const highest = Math.max(...trainings.flatMap(({ losses }) => losses.map(({ loss }) => loss)));
  return (
    <section id="trainings" aria-labelledby="trainings-title">
      <h2 id="trainings-title">Trainings</h2>
      <Wide name="Trainings">
        <table>
          <caption>Curves of training loss share one scale.</caption>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <NumberHead>Rows</NumberHead>
              <NumberHead>Steps</NumberHead>
              <NumberHead>Time</NumberHead>
              <th scope="col">Loss</th>
              <NumberHead>Last</NumberHead>
              {head.metric !== null && (
                <NumberHead>
                  <Plain text={head.metric} />
                </NumberHead>
              )}
            </tr>
          </thead>
          <tbody>
            {trainings.map((training) => {
              const { stage, rows, steps, seconds, losses, metrics } = training;
              const metric = head.metric === null ? undefined : metrics?.[head.metric];
              return (
                <tr key={stage}>
                  <th scope="row">
                    <Trained run={run} training={training} />
                  </th>
                  <td class="number">{count(rows)}</td>
                  <td class="number">{count(steps)}</td>
                  <td class="number">{duration(seconds)}</td>
                  <td>
                    <LossLine losses={losses} highest={highest} />
                  </td>
                  <td class="number">{losses.at(-1)?.loss.toPrecision(3) ?? "–"}</td>
                  {head.metric !== null && (
                    <td class="number">{metric === undefined ? "–" : <Estimate of={metric} />}</td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}

/** A model by what it was trained on: a verifier and what was kept by it, as the selections are named. */
function Trained({ run, training }: { readonly run: RunInspection; readonly training: Training }) {
  const inputs = run.stages.find(({ id }) => id === training.stage)?.inputs ?? [];
  const cell = run.cells.find(({ selection }) => inputs.some(({ stage }) => stage === selection));
  if (cell === undefined) return <Plain text={training.name} />;
  return (
    <>
      <Plain text={`student of ${cell.verifier === "none" ? "everything, unverified" : cell.verifier}`} />
      {cell.verifier !== "none" && (
        <div class="muted small">
          <Plain text={cell.rule} />
        </div>
      )}
    </>
  );
}
