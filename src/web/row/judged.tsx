import { scoreText, shortNumber } from "../../format.ts";
import type { CandidateSet } from "../../server/api.ts";
import { placeIn } from "../rows/scale.ts";
import { Plain } from "../visible.tsx";
import type { Fate, Label, Score } from "./parts.ts";

type Range = CandidateSet["verifiers"][number]["range"];

/** A score as a number with its place in the range of its set. */
export function ScoreView({ score, range }: { readonly score: Score; readonly range: Range }) {
  if (score.score === null) {
    const said = score.state === "unparsed" ? "not parsed" : score.state === "failed" ? "failed" : "no score";
    return (
      <span class="muted" title={score.error ?? undefined}>
        {said}
      </span>
    );
  }
  return (
    <span class="score">
      <span class="number" title={scoreText(score.score)}>
        {shortNumber(score.score)}
      </span>
      {range && (
        <span class="place-bar" aria-hidden="true">
          <span style={{ width: `${(100 * placeIn(range, score.score)).toFixed(1)}%` }} />
        </span>
      )}
    </span>
  );
}

/** `✓ correct`, `✗ incorrect`, `0.7 correct`. */
export function LabelView({ label }: { readonly label: Label }) {
  const { value } = label;
  const said = value === 1 ? "correct" : value === 0 ? "incorrect" : `${scoreText(value)} correct`;
  return (
    <span class={`label ${value >= 0.5 ? "good" : "bad"}`} title={`label by ${label.source}`}>
      <span aria-hidden="true">{value === 1 ? "✓ " : value === 0 ? "✗ " : "◐ "}</span>
      {said}
      {label.byHand && <span class="muted"> by hand</span>}
    </span>
  );
}

export function FateView({ fate }: { readonly fate: Fate }) {
  return fate.kept ? (
    <span class="fate kept">
      <span aria-hidden="true">● </span>kept
    </span>
  ) : (
    <span class="fate dropped">
      <span aria-hidden="true">○ </span>dropped
      {fate.reason !== "dropped" && (
        <span class="why">
          <span class="colon">: </span>
          <Plain text={fate.reason} />
        </span>
      )}
    </span>
  );
}
