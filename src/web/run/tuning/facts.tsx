import { count } from "../../../format.ts";
import type { RunInspection } from "../../../server/api.ts";
import type { Tuning } from "../../api.ts";
import { Plain } from "../../visible.tsx";
import { Fact } from "../facts.tsx";

/** The numbers of a tuning that are looked for first. */
export function TuningFacts({ run, tuning }: { readonly run: RunInspection; readonly tuning: Tuning }) {
  const { data, origin } = tuning;
  const training = run.trainings.at(-1);
  const best = training?.evaluations.find(({ update }) => update === training.kept);
  const train = data.find(({ split }) => split === "train");
  return (
    <dl class="facts">
      {origin?.pstar != null && (
        <Fact name="p⋆ of its rows" note="by the export’s card">
          <Plain text={origin.pstar} />
        </Fact>
      )}
      {best !== undefined && (
        <Fact name="Validation loss" note={`of the weights kept, after update ${count(best.update)}`}>
          {best.loss.toPrecision(3)}
        </Fact>
      )}
      {best?.measures.accuracy !== undefined && (
        <Fact name="Preferences told apart" note="of the validation pairs">
          {Number((100 * best.measures.accuracy).toFixed(1))} %
        </Fact>
      )}
      {train !== undefined && (
        <Fact name="Rows" note={`${count(train.learnt)} tokens learnt`}>
          {count(train.rows - train.dropped)}
        </Fact>
      )}
      {training !== undefined && (
        <Fact
          name="Updates"
          note={training.steps < training.asked ? `of ${count(training.asked)}` : undefined}
        >
          {count(training.steps)}
        </Fact>
      )}
    </dl>
  );
}
