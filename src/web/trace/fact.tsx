import { count, moment, scoreText } from "../../format.ts";
import { Plain } from "../visible.tsx";

/** Longer JSON is folded behind its size. */
const SHORT = 80;

/** A value of any shape, as a person reads it. */
export function Fact({ value }: { readonly value: unknown }) {
  if (typeof value === "number") return <>{numberText(value)}</>;
  if (typeof value === "boolean") return <>{value ? "yes" : "no"}</>;
  if (typeof value === "string") return <Words text={value} />;
  if (isInterval(value)) {
    return (
      <>
        {scoreText(value.estimate)} [{scoreText(value.low)}, {scoreText(value.high)}]
      </>
    );
  }
  return <Folded value={value} />;
}

const numberText = (value: number): string =>
  Number.isSafeInteger(value) && Math.abs(value) < 1e12 ? count(value) : scoreText(value);

function Words({ text }: { readonly text: string }) {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) {
    return <time dateTime={text}>{moment(text)}</time>;
  }
  if (/^[0-9a-f]{40,}$/.test(text)) return <code class="hash">{text}</code>;
  return (
    <span class="words">
      <Plain text={text} />
    </span>
  );
}

interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

const isInterval = (value: unknown): value is Interval =>
  typeof value === "object" &&
  value !== null &&
  ["estimate", "low", "high"].every((key) => typeof (value as Record<string, unknown>)[key] === "number");

function Folded({ value }: { readonly value: unknown }) {
  const short = JSON.stringify(value) ?? "";
  if (short.length <= SHORT) {
    return (
      <code>
        <Plain text={short} />
      </code>
    );
  }
  const size = Array.isArray(value)
    ? `${count(value.length)} values`
    : `${count(Object.keys(value as object).length)} entries`;
  return (
    <details>
      <summary>{size}</summary>
      <pre class="json">
        <Plain text={JSON.stringify(value, null, 2)} />
      </pre>
    </details>
  );
}
