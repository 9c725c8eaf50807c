import type { InspectedOutsider, RunInspection } from "../../inspect/index.ts";
import { cellNames } from "../drawings/words.ts";
import { type Html, html } from "./template.ts";
import { gainCell, intervalCell } from "./words.ts";

/** Models trained elsewhere on the run's selections, as they answered its test inputs. */
export function outsidersTable(run: RunInspection): Html {
  const { elsewhere, head, cells } = run;
  if (elsewhere.length === 0) return html``;
  const { prose } = cellNames(run);
  const trainedOn = ({ selection }: InspectedOutsider): string => {
    const cell = cells.find((one) => one.selection === selection);
    return cell === undefined ? "" : prose(cell);
  };
  return html`<h3>Models trained elsewhere</h3>
<div class="wide" role="region" aria-label="Table of models trained elsewhere" tabindex="0"><table>
<caption><span>On the same test inputs, in percent, intervals in brackets.</span></caption>
<thead><tr><th scope="col">Model</th><th scope="col">Trained on</th><th scope="col" class="number">${head.metric ?? "metric"}</th><th scope="col" class="number">Gain</th><th scope="col">Entered in</th></tr></thead>
<tbody>${elsewhere.map((model) => {
    const { name, stage, selection, metrics, gain, run: enteredIn } = model;
    const value = head.metric === null ? undefined : metrics[head.metric];
    return html`<tr><th scope="row">${name} <code>${stage}</code></th><td>${trainedOn(model)} <code>${selection}</code></td><td class="number">${value === undefined ? "–" : intervalCell(value)}</td><td class="number">${gain === null ? "–" : gainCell(gain)}</td><td>${enteredIn === head.id ? "this run" : enteredIn}</td></tr>
`;
  })}</tbody></table></div>`;
}
