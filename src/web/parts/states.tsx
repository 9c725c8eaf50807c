import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Answer, Failure } from "../api.ts";

/** Where nothing is, and what to do about it. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      {children}
    </div>
  );
}

/** Shown only after a moment, so that what is quick does not flicker. */
export function Loading({ what }: { readonly what: string }) {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), 250);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="state" role="status">
      {isLate && <p class="muted">Loading {what} …</p>}
    </div>
  );
}

export function Failed({ failure, retry }: { readonly failure: Failure; readonly retry: () => void }) {
  return (
    <div class="state failed" role="alert">
      <p class="state-title">{failure.message}</p>
      {failure.remedy !== null && <p class="muted">{failure.remedy}</p>}
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

/** An answer, or what stands in for it: an old answer stays while a newer one is on its way or failed. */
export function Answered<T>({
  answer,
  what,
  children,
}: {
  readonly answer: Answer<T>;
  /** What is loaded, in a few words. */
  readonly what: string;
  children(data: T): ComponentChildren;
}) {
  const { data, error, reload } = answer;
  if (data === null) {
    return error === null ? <Loading what={what} /> : <Failed failure={error} retry={reload} />;
  }
  return (
    <>
      {error !== null && error.status !== 0 && <Failed failure={error} retry={reload} />}
      {children(data)}
    </>
  );
}
