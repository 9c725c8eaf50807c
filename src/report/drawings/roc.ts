import { listed } from "../../format.ts";
import type { InspectedVerifier, RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import type { Panel, Series } from "../figure.ts";
import { estimated, isByScoreAlone, openMarks } from "./by-share.ts";
import { figureDrawing } from "./figure-drawing.ts";
import { looksOf } from "./looks.ts";
import { intervalText, shareText } from "./words.ts";

/** φ against ψ as the bar is lowered, a panel a verifier. */
export function roc(run: RunInspection): Drawing | null {
  const drawn = run.verifiers.filter(({ roc }) => roc.length > 0);
  if (drawn.length === 0) return null;
  const axis = { scale: "linear", format: "percent", domain: [0, 1] } as const;
  const references = [...collapse(run), noVerification].map(({ name }) => name);
  const marked = estimated(run.cells).filter(({ verifier }) => drawn.some(({ name }) => name === verifier));
  return figureDrawing("roc", {
    title: "How well scores tell correct from incorrect",
    subtitle: `What is kept of each kind at every threshold${marked.length > 0 ? "; marked, with their share, the selections of this run" : ""}. The steeper from the corner, the higher p⋆.${openMarks(marked, marked.some(isByScoreAlone) ? "Filled marks are of the best of all candidates" : "Curves keep the best of all candidates")}`,
    description: describe(run, drawn),
    shape: "square",
    legend: references,
    x: { ...axis, label: "ψ, share of the incorrect kept" },
    y: { ...axis, label: "φ, share of the correct kept" },
    panels: drawn.map((verifier) => panelOf(run, verifier)),
  });
}

function panelOf(run: RunInspection, { name, auc, roc }: InspectedVerifier): Panel {
  const look = looksOf(run)(name);
  const kept = estimated(run.cells)
    .filter(({ verifier }) => verifier === name)
    .map((cell) => ({
      ...{ x: cell.estimate.psi, y: cell.estimate.phi, label: shareText(cell.fraction) },
      ...(!isByScoreAlone(cell) && { isOpen: true }),
    }));
  return {
    name: auc === null ? name : `${name}, AUC ${auc.toFixed(3)}`,
    series: [
      ...collapse(run),
      noVerification,
      { name, kind: "line", points: roc.map(({ psi, phi }) => ({ x: psi, y: phi })), look },
      ...(kept.length === 0 ? [] : [{ name, kind: "points", points: kept, look } as const]),
    ],
  };
}

const noVerification: Series = {
  name: "no verification, φ = ψ",
  kind: "line",
  isReference: true,
  points: [0, 1].map((x) => ({ x, y: x })),
};

/** Below φ/ψ = p/(1 − p) p⋆ is less than p. */
function collapse({ error }: RunInspection): Series[] {
  if (error === null || error.estimate >= 1) return [];
  const slope = error.estimate / (1 - error.estimate);
  const corner = slope > 1 ? { x: 1 / slope, y: 1 } : { x: 1, y: slope };
  const line = [{ x: 0, y: 0 }, corner];
  const edge = corner.x < 1 ? [...line, { x: 1, y: 1 }] : line;
  const name = `collapse: p⋆ below p = ${intervalText(error).split(" ")[0]}`;
  return [
    { name, kind: "band", isReference: true, points: edge.map(({ x, y }) => ({ x, y, low: 0, high: y })) },
    { name, kind: "line", isReference: true, points: line },
  ];
}

function describe({ error }: RunInspection, verifiers: readonly InspectedVerifier[]): string {
  const said = verifiers.flatMap(({ name, auc }) => (auc === null ? [] : [`${auc.toFixed(3)} for ${name}`]));
  const areas =
    said.length === 0 ? "ROC curve of each verifier." : `Area under the ROC curve: ${listed(said)}.`;
  return error === null ? areas : `${areas} The generator’s error p is ${intervalText(error)}.`;
}
