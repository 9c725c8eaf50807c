import { count, money } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";

export function Spending({ spending }: { readonly spending: NonNullable<RunInspection["spending"]> }) {
  const { answered, failed, inputTokens, outputTokens, cost, unpriced } = spending;
  const facts: readonly (readonly [string, string])[] = [
    ["Cost", money(cost)],
    ["Answered requests", count(answered)],
    ["Failed requests", count(failed)],
    ["Tokens in", count(inputTokens)],
    ["Tokens out", count(outputTokens)],
  ];
  return (
    <section id="spending" aria-labelledby="spending-title">
      <h2 id="spending-title">Spending</h2>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {unpriced > 0 && (
        <p class="muted">
          {count(unpriced)} answers have no price and are not in the cost: give their model a{" "}
          <code>price</code>.
        </p>
      )}
    </section>
  );
}
