import { useRef } from "preact/hooks";
import type { RunInspection } from "../../server/api.ts";
import { routes, useAnswer } from "../api.ts";
import { useChanges } from "../changes.ts";
import { Answered, Failed, Loading } from "../parts/states.tsx";
import { useTitle } from "../parts/title.ts";
import { Cells } from "./cells.tsx";
import { Facts } from "./facts.tsx";
import { Figures } from "./figures.tsx";
import { RunHeading } from "./heading.tsx";
import { Outsiders } from "./outsiders.tsx";
import { Pipeline } from "./pipeline/pipeline.tsx";
import { Progress } from "./progress.tsx";
import { Record } from "./record.tsx";
import { Spending } from "./spending.tsx";
import { Trainings } from "./trainings.tsx";
import { Troubles } from "./troubles.tsx";
import { TuningData } from "./tuning/data.tsx";
import { TuningFacts } from "./tuning/facts.tsx";
import { Made } from "./tuning/made.tsx";
import { Verifiers } from "./verifiers.tsx";

/** One run: first whether training on it will help, then why, then how it was made. */
export function RunPage({ db, run }: { readonly db: number; readonly run: string }) {
  const revision = useChanges(db, run);
  const answer = useAnswer(routes.run(db, run), revision);
  // The list of runs is there long before all of a run is put together.
  const runs = useAnswer(routes.runs(db));
  const listing = runs.data?.find(({ id }) => id === run);
  const version = useVersion(answer.data);
  useTitle(answer.data?.head.name ?? listing?.name ?? run);
  const { data, error, reload } = answer;
  if (data === null) {
    return (
      <>
        {listing !== undefined && <RunHeading head={listing} verdict={listing.verdict} />}
        {error === null ? <Loading what="the run" /> : <Failed failure={error} retry={reload} />}
      </>
    );
  }
  return (
    <Answered answer={answer} what="the run">
      {(inspection) => <Inspection db={db} run={inspection} version={version} />}
    </Answered>
  );
}

/** How often a value has become another since there was one. */
function useVersion(value: unknown): number {
  const seen = useRef({ value, version: 0 });
  const { value: last, version } = seen.current;
  if (last !== value) seen.current = { value, version: last === null ? 0 : version + 1 };
  return seen.current.version;
}

interface Part {
  readonly id: string;
  readonly title: string;
}

function Inspection({
  db,
  run,
  version,
}: {
  readonly db: number;
  readonly run: RunInspection;
  readonly version: number;
}) {
  const { tuning } = run;
  // A tuning's one training is told by its figures and its model.
  const hasTrainings = tuning === null && run.trainings.length > 0;
  const hasFigures = tuning === null || run.trainings.length > 0;
  const figures = { id: "figures", title: "Figures" };
  const parts: readonly (Part | false)[] = [
    tuning !== null && { id: "made", title: "Model" },
    tuning !== null && { id: "data", title: "Data" },
    tuning !== null && hasFigures && figures,
    run.cells.length > 0 && { id: "cells", title: "Selections" },
    run.elsewhere.length > 0 && { id: "elsewhere", title: "Trained elsewhere" },
    run.stages.length > 0 && { id: "pipeline", title: "Pipeline" },
    run.verifiers.length > 0 && { id: "verifiers", title: "Verifiers" },
    tuning === null && figures,
    hasTrainings && { id: "trainings", title: "Trainings" },
    run.spending !== null && { id: "spending", title: "Spending" },
    { id: "record", title: "Record" },
  ];
  return (
    <>
      <RunHeading head={run.head} verdict={run.verdict}>
        {tuning === null ? <Facts run={run} /> : <TuningFacts run={run} tuning={tuning} />}
      </RunHeading>
      <Progress run={run} />
      <Troubles run={run} />
      <nav class="contents" aria-label="On this page">
        {parts.map((part) => part && <a href={`#${part.id}`}>{part.title}</a>)}
      </nav>
      {tuning !== null && <Made tuning={tuning} />}
      {tuning !== null && <TuningData db={db} run={run.head.id} tuning={tuning} />}
      {tuning !== null && hasFigures && <Figures db={db} run={run.head.id} revision={version} />}
      {run.cells.length > 0 && <Cells db={db} run={run} />}
      {run.elsewhere.length > 0 && <Outsiders db={db} run={run} />}
      {run.stages.length > 0 && <Pipeline db={db} run={run} />}
      {run.verifiers.length > 0 && <Verifiers run={run} />}
      {tuning === null && <Figures db={db} run={run.head.id} revision={version} />}
      {hasTrainings && <Trainings run={run} />}
      {run.spending !== null && <Spending spending={run.spending} />}
      <Record db={db} run={run} />
    </>
  );
}
