import { money, shortNumber } from "../../format.ts";
import type { CandidateSet, RowDetail } from "../../server/api.ts";
import { Link, places } from "../router.ts";
import { Plain } from "../visible.tsx";
import { FateView, LabelView, ScoreView } from "./judged.tsx";
import { LabelForm } from "./label-form.tsx";
import type { Detailed } from "./parts.ts";
import { ShownText } from "./shown.tsx";

/** A candidate with all that was said of it. */
export function CandidateView({
  db,
  run,
  candidate,
  isOwn,
  row,
  set,
  onLabel,
}: {
  readonly db: number;
  readonly run: string;
  readonly candidate: Detailed;
  readonly isOwn: boolean;
  readonly row: RowDetail;
  readonly set: CandidateSet | null;
  onLabel(): void;
}) {
  const { id, output, error, overlap, scores, labels, fates } = candidate;
  return (
    <section class="candidate" aria-label={`output ${id}`}>
      <h2>
        Output{" "}
        {!isOwn && (
          <Link class="candidate-id" href={places.row(db, run, id)}>
            {id}
          </Link>
        )}
      </h2>
      {output === null ? (
        <p class="failed-output">
          failed: <Plain text={error ?? "no reason is known"} />
        </p>
      ) : (
        <ShownText
          shown={output}
          withInput={overlap.withInput}
          withReference={overlap.withReference}
          truth={row.reference}
        />
      )}
      {scores.length > 0 && (
        <>
          <h3>Scores</h3>
          <dl class="pairs">
            {scores.map((score) => (
              <div key={score.verifier}>
                <dt>
                  <Plain text={score.verifier} />
                </dt>
                <dd>
                  <ScoreView
                    score={score}
                    range={set?.verifiers.find(({ name }) => name === score.verifier)?.range ?? null}
                  />
                  {score.error !== null && (
                    <span class="small muted">
                      {" "}
                      <Plain text={score.error} />
                    </span>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <h3>Label</h3>
      {labels.map((label, i) => (
        <p key={i}>
          <LabelView label={label} />
          {!label.byHand && (
            <span class="muted">
              {" "}
              by <Plain text={label.source} />
            </span>
          )}
        </p>
      ))}
      <LabelForm db={db} run={run} stage={row.stage} candidate={candidate} onLabel={onLabel} />
      {fates.length > 0 && <Fates db={db} run={run} fates={fates} />}
      <Facts candidate={candidate} />
    </section>
  );
}

/** How many selections it was kept in, and each with its reason. */
function Fates({
  db,
  run,
  fates,
}: {
  readonly db: number;
  readonly run: string;
  readonly fates: Detailed["fates"];
}) {
  const kept = fates.filter((fate) => fate.kept).length;
  return (
    <>
      <h3>
        Kept in {kept} of {fates.length} {fates.length === 1 ? "selection" : "selections"}
      </h3>
      <dl class="pairs fates">
        {fates.map((fate) => (
          <div key={fate.selection}>
            <dt>
              <Link href={places.trace(db, run, fate.selection)}>{fate.selection}</Link>{" "}
              <Plain text={fate.title} />
            </dt>
            <dd>
              <FateView fate={fate} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Of its making, and other fields of its file, save those that are scores. */
function Facts({ candidate }: { readonly candidate: Detailed }) {
  const { logProbability, finishReason, cost, fields, sample, scores } = candidate;
  const known: [string, string][] = [
    ["sample", String(sample)],
    ...(logProbability === null
      ? []
      : ([["log-probability", shortNumber(logProbability)]] as [string, string][])),
    ...(finishReason === null ? [] : ([["finished by", finishReason]] as [string, string][])),
    ...(cost === null ? [] : ([["cost", money(cost)]] as [string, string][])),
    ...Object.entries(fields)
      .filter(([name]) => !scores.some(({ verifier }) => verifier === name))
      .map(
        ([name, value]) =>
          [name, typeof value === "string" ? value : JSON.stringify(value)] as [string, string],
      ),
  ];
  return (
    <>
      <h3>Of its making</h3>
      <dl class="pairs">
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>
              <Plain text={name} />
            </dt>
            <dd>
              <Plain text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
