import type { Tuning } from "../../api.ts";
import { Plain } from "../../visible.tsx";

/** What was made of what base, and how. */
export const Made = ({ tuning: { facts } }: { readonly tuning: Tuning }) => (
  <section id="made" aria-labelledby="made-title">
    <h2 id="made-title">Model</h2>
    <dl class="record">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Plain text={value} />
          </dd>
        </div>
      ))}
    </dl>
  </section>
);
