import type { ComponentChildren } from "preact";
import { duration, moment } from "../../format.ts";
import type { RunHead, RunVerdict } from "../../server/api.ts";
import { verdictHeadlines, verdictLook, verdictSigns } from "../../verdict-words.ts";
import { Status } from "../parts/status.tsx";
import { Plain } from "../visible.tsx";

/** The one thing a user decides by, before all else; of a tuning, what it made. */
export function RunHeading({
  head,
  verdict,
  children,
}: {
  readonly head: RunHead;
  readonly verdict: RunVerdict;
  /** The numbers it rests on, once they are known. */
  readonly children?: ComponentChildren;
}) {
  const isTuning = head.kind === "tuning";
  const about = [head.id, head.kind === "pipeline" ? head.task : head.kind, duration(head.seconds)];
  return (
    <header class={`heading ${isTuning ? "tuned" : verdictLook(verdict.kind)}`}>
      <h1>
        <Plain text={head.name} />
      </h1>
      <p class="muted">
        <Status head={head} /> · {about.filter((part) => part !== null).join(" · ")} ·{" "}
        <time dateTime={head.startedAt}>{moment(head.startedAt)}</time>
      </p>
      <div class="answer">
        {!isTuning && (
          <span class="sign" aria-hidden="true">
            {verdictSigns[verdict.kind]}
          </span>
        )}
        <div>
          {!isTuning && (
            <p class="question">
              <strong>{verdictHeadlines[verdict.kind]}.</strong>
            </p>
          )}
          <p class="sentence">
            <Plain text={verdict.sentence} />
          </p>
          {verdict.outcome !== null && (
            <p class="outcome">
              <Plain text={verdict.outcome} />
            </p>
          )}
        </div>
        {children}
      </div>
    </header>
  );
}
