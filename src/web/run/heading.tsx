import type { ComponentChildren } from "preact";
import { duration } from "../../format.ts";
import type { RunHead, RunVerdict } from "../../server/api.ts";
import { moment } from "../format.ts";
import { Status } from "../parts/status.tsx";
import { signs } from "../parts/verdict.tsx";
import { Plain } from "../visible.tsx";

/** The one thing a user decides by, before all else. */
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
  const about = [head.id, head.kind === "pipeline" ? head.task : head.kind, duration(head.seconds)];
  return (
    <header class={`heading ${verdict.kind.replace(" ", "-")}`}>
      <h1>
        <Plain text={head.name} />
      </h1>
      <p class="muted">
        <Status head={head} /> · {about.filter((part) => part !== null).join(" · ")} ·{" "}
        <time dateTime={head.startedAt}>{moment(head.startedAt)}</time>
      </p>
      <div class="answer">
        <span class="sign" aria-hidden="true">
          {signs[verdict.kind]}
        </span>
        <div>
          <p class="question">
            Will training on this help?{" "}
            <strong>
              {head.status === "running" && verdict.kind === "unknown"
                ? "Not known yet."
                : words[verdict.kind]}
            </strong>
          </p>
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

const words: Readonly<Record<RunVerdict["kind"], string>> = {
  improves: "Yes, it should improve.",
  narrow: "Clean, but narrow.",
  "no gain": "No gain.",
  collapses: "No, it collapses.",
  undecided: "Undecided.",
  unknown: "Not known.",
};
