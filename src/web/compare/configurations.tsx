import { some } from "../../format.ts";
import { changes, lineDiff } from "../../line-diff.ts";
import type { RunHead } from "../../server/api.ts";
import { Plain } from "../visible.tsx";

const signs = { both: " ", first: "−", second: "+" } as const;
const words = { both: "", first: "only in A: ", second: "only in B: " } as const;

/** Lines that the two files do not share. */
export function Configurations({ a, b }: { readonly a: RunHead; readonly b: RunHead }) {
  const isSame = a.config === b.config;
  const versions = a.version === b.version ? null : `pstar ${a.version} made A, ${b.version} made B.`;
  return (
    <section aria-labelledby="configurations-title">
      <h2 id="configurations-title">Configuration</h2>
      {versions !== null && <p>{versions}</p>}
      {isSame ? (
        <p>Both runs have the same file.</p>
      ) : (
        <pre class="diff">
          {changes(lineDiff(a.config, b.config)).map((line, i) =>
            "skipped" in line ? (
              <div key={i} class="skipped">
                {some(line.skipped, "line")} alike
              </div>
            ) : (
              <div key={i} class={line.of}>
                <span aria-hidden="true">{signs[line.of]} </span>
                <span class="unsaid">{words[line.of]}</span>
                <Plain text={line.text} />
              </div>
            ),
          )}
        </pre>
      )}
    </section>
  );
}
