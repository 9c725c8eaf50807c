import { useState } from "preact/hooks";
import { canWrite, Failure, giveLabel, waiting } from "../api.ts";
import { Link, places } from "../router.ts";
import { useShared } from "../shared.ts";
import type { Detailed } from "./parts.ts";

/** Labels a row that was chosen by eye, which estimates must not use. */
export function LabelForm({
  db,
  run,
  stage,
  candidate,
  onLabel,
}: {
  readonly db: number;
  readonly run: string;
  readonly stage: string;
  readonly candidate: Detailed;
  onLabel(): void;
}) {
  const [said, say] = useState("");
  const isWaiting = useShared(waiting);
  const isMine = candidate.labels.some(({ byHand }) => byHand);
  const give = async (value: number | null) => {
    say("");
    try {
      await giveLabel(db, { id: candidate.id, value, drawn: false });
      say(value === null ? "Taken back." : "Saved. It was chosen by eye, so estimates leave it out.");
      onLabel();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      say(`Not saved: ${error.message}`);
    }
  };
  if (!canWrite()) return <NoToken />;
  return (
    <>
      <div class="label-form">
        <button type="button" onClick={() => give(1)}>
          ✓ correct
        </button>
        <button type="button" onClick={() => give(0)}>
          ✗ incorrect
        </button>
        <Tenths onGive={give} />
        {isMine && (
          <button type="button" class="quiet" onClick={() => give(null)}>
            Take back
          </button>
        )}
      </div>
      <p class="small muted">
        <span role="status">{isWaiting ? WAITING : said}</span>{" "}
        {said === "" && !isWaiting && (
          <>
            A label given here is stored but not in estimates, which need rows{" "}
            <Link href={places.label(db, run, stage)}>drawn at random</Link>.
          </>
        )}
      </p>
    </>
  );
}

export const WAITING = "Not saved yet: a run is writing to this database. Trying again …";

const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export function Tenths({ onGive }: { onGive(value: number): void }) {
  return (
    <select
      aria-label="Partly correct"
      value=""
      onChange={(event) => {
        const { value } = event.currentTarget;
        event.currentTarget.value = "";
        if (value !== "") onGive(Number(value));
      }}
    >
      <option value="">◐ partly …</option>
      {tenths.map((tenth) => (
        <option key={tenth} value={tenth / 10}>
          {tenth / 10}
        </option>
      ))}
    </select>
  );
}

/** How to come by what writing needs. */
export const NoToken = () => (
  <p class="small muted">
    To give labels, open the address that <code>npx pstar view</code> printed, with its <code>#token=…</code>.
  </p>
);
