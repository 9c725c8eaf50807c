import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import { count } from "../../format.ts";
import { Plain } from "../visible.tsx";
import { Marked } from "./marked.tsx";
import { Matrix, Numbers } from "./numbers.tsx";
import type { Shown, Span } from "./parts.ts";

/** A text as what it says: prose with marked words, a conversation, a matrix, numbers beside the true ones. */
export function ShownText({
  shown,
  withInput,
  withReference,
  truth = null,
}: {
  readonly shown: Shown;
  readonly withInput?: readonly Span[];
  readonly withReference?: readonly Span[];
  readonly truth?: Shown | null;
}) {
  switch (shown.kind) {
    case "text":
      return (
        <Prose length={shown.text.length}>
          <Marked text={shown.text} withInput={withInput ?? []} withReference={withReference ?? []} />
        </Prose>
      );
    case "chat":
      return (
        <dl class="chat">
          {shown.messages.map(({ role, content }, i) => (
            <div key={i}>
              <dt>
                <Plain text={role} />
              </dt>
              <dd>
                <Prose length={content.length}>
                  <Plain text={content} />
                </Prose>
              </dd>
            </div>
          ))}
        </dl>
      );
    case "matrix":
      return <AsWritten text={shown.text} shape={<Matrix rows={shown.rows} />} />;
    case "numbers":
      return (
        <AsWritten
          text={shown.text}
          shape={<Numbers values={shown.values} truth={truth?.kind === "numbers" ? truth.values : null} />}
        />
      );
  }
}

/** A text longer than this many letters is shown whole only when asked for. */
const LONG = 6000;

function Prose({ length, children }: { readonly length: number; readonly children: ComponentChildren }) {
  const [isWhole, setIsWhole] = useState(length <= LONG);
  return (
    <>
      <div class={isWhole ? "prose" : "prose clipped"}>{children}</div>
      {!isWhole && (
        <button type="button" class="quiet" onClick={() => setIsWhole(true)}>
          Show all {count(length)} characters
        </button>
      )}
    </>
  );
}

function AsWritten({ text, shape }: { readonly text: string; readonly shape: VNode }) {
  return (
    <>
      {shape}
      <details class="as-written">
        <summary>as written</summary>
        <code>
          <Plain text={text} />
        </code>
      </details>
    </>
  );
}
