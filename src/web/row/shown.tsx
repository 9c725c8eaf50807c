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

/** Beyond this many letters a text has a window of its own to scroll in. */
const LONG = 6000;

function Prose({
  length,
  children,
}: {
  readonly length: number;
  readonly children: preact.ComponentChildren;
}) {
  if (length <= LONG) return <div class="prose">{children}</div>;
  return (
    <>
      <section class="prose long" tabIndex={0} aria-label="a long text, which scrolls">
        {children}
      </section>
      <p class="muted small">{length.toLocaleString("en-US")} characters</p>
    </>
  );
}

function AsWritten({ text, shape }: { readonly text: string; readonly shape: preact.JSX.Element }) {
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
