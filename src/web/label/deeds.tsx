import { canWrite, waiting } from "../api.ts";
import { NoToken, Tenths, WAITING } from "../row/label-form.tsx";
import { useShared } from "../shared.ts";
import type { Queue } from "./use-queue.ts";

/** What can be done with the row, by hand or by the keys shown. */
export function Deeds({
  queue,
  afterPoint,
  act,
  hasScores,
}: {
  readonly queue: Queue;
  readonly afterPoint: boolean;
  act(key: string): void;
  readonly hasScores: boolean;
}) {
  const isIdle = queue.next.length === 0;
  const last = queue.done.at(-1);
  const isWaiting = useShared(waiting);
  return (
    <div class="deeds">
      {canWrite() ? (
        <div class="label-form">
          <Deed sign="✓" said="correct" by="y" isIdle={isIdle} act={act} />
          <Deed sign="✗" said="incorrect" by="n" isIdle={isIdle} act={act} />
          <Tenths onGive={queue.give} />
          <Deed said="skip" by="s" isIdle={isIdle} act={act} />
          <Deed said="undo" by="u" isIdle={last === undefined} act={act} />
          <Deed said={hasScores ? "hide scores" : "show scores"} by="v" isIdle={isIdle} act={act} />
        </div>
      ) : (
        <NoToken />
      )}
      <p class="small muted" role="status">
        {isWaiting
          ? WAITING
          : afterPoint
            ? "0. …"
            : last &&
              (last.value === null ? `Skipped ${last.id}.` : `Saved ${last.id}: ${said(last.value)}.`)}
      </p>
      {queue.failure && (
        <p class="failed-output" role="alert">
          Not saved: {queue.failure.message} {queue.failure.remedy}
        </p>
      )}
    </div>
  );
}

const said = (value: number): string =>
  value === 1 ? "correct" : value === 0 ? "incorrect" : `${value} correct`;

function Deed({
  sign,
  said,
  by,
  isIdle,
  act,
}: {
  readonly sign?: string;
  readonly said: string;
  readonly by: string;
  readonly isIdle: boolean;
  act(key: string): void;
}) {
  return (
    <button type="button" aria-keyshortcuts={by} disabled={isIdle} onClick={() => act(by)}>
      {sign && <span aria-hidden="true">{sign} </span>}
      {said}{" "}
      <span aria-hidden="true">
        <kbd>{by}</kbd>
      </span>
    </button>
  );
}
