import type { CandidateSet } from "../../server/api.ts";
import { Plain } from "../visible.tsx";
import { ScoreView } from "./judged.tsx";
import type { Score } from "./parts.ts";

/** What each verifier says of a row. */
export function Scores({ scores, set }: { readonly scores: readonly Score[]; readonly set: CandidateSet }) {
  return (
    <dl class="scores">
      {scores.map((score) => (
        <div key={score.verifier}>
          <dt>
            <Plain text={score.verifier} />
          </dt>
          <dd>
            <ScoreView
              score={score}
              range={set.verifiers.find(({ name }) => name === score.verifier)?.range ?? null}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
