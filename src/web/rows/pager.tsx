import { useEffect, useState } from "preact/hooks";
import { count } from "../../format.ts";
import { Link, usePlace, useQuery, withQuery } from "../router.ts";
import { PAGE } from "./filter.ts";

/** First, before, next, last, and a jump to any row. */
export function Pager({ total, offset }: { readonly total: number; readonly offset: number }) {
  const last = Math.max(0, Math.floor((total - 1) / PAGE) * PAGE);
  if (total <= PAGE && offset === 0) return null;
  const to = Math.min(offset + PAGE, total);
  return (
    <nav class="pager" aria-label="Pages">
      <Turn name="first" said="First" sign="⇤" to={0} isIdle={offset === 0} />
      <Turn name="before" said="Before" sign="←" to={Math.max(0, offset - PAGE)} isIdle={offset === 0} />
      <span class="pager-place">
        <Jump offset={offset} total={total} />
        <span class="muted">
          – {count(Math.max(to, offset + 1))} <span class="pager-total">of {count(total)}</span>
        </span>
      </span>
      <Turn name="next" said="Next" sign="→" to={offset + PAGE} isIdle={offset + PAGE >= total} />
      <Turn name="last" said="Last" sign="⇥" to={last} isIdle={offset >= last} />
    </nav>
  );
}

function Turn({
  name,
  said,
  sign,
  to,
  isIdle,
}: {
  readonly name: string;
  readonly said: string;
  readonly sign: string;
  readonly to: number;
  readonly isIdle: boolean;
}) {
  const place = usePlace();
  if (isIdle) {
    return (
      <span class="button idle" aria-hidden="true">
        {sign}
      </span>
    );
  }
  return (
    <Link
      class="button"
      href={withQuery(place, { offset: to === 0 ? null : to })}
      data-turn={name}
      aria-label={`${said} page`}
    >
      {sign}
    </Link>
  );
}

/** Row to begin at, counted from 1, as it can be typed. */
function Jump({ offset, total }: { readonly offset: number; readonly total: number }) {
  const [, choose] = useQuery();
  const [text, setText] = useState(String(offset + 1));
  useEffect(() => setText(String(offset + 1)), [offset]);
  const jump = (event: Event) => {
    event.preventDefault();
    const row = Math.min(Math.max(1, Math.round(Number(text)) || 1), Math.max(1, total));
    setText(String(row));
    choose({ offset: row === 1 ? null : row - 1 });
  };
  return (
    <form onSubmit={jump}>
      <input
        inputMode="numeric"
        aria-label="First row shown"
        value={text}
        size={Math.max(3, String(total).length)}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={() => setText(String(offset + 1))}
      />
    </form>
  );
}
