import type { RunVerdict } from "../../server/api.ts";

export const signs: Readonly<Record<RunVerdict["kind"], string>> = {
  improves: "▲",
  narrow: "◐",
  "no gain": "=",
  collapses: "▼",
  undecided: "?",
  unknown: "–",
};

/** A verdict's colour, sign and word: any two may be missed. */
export function Verdict({
  kind,
  title,
}: {
  readonly kind: RunVerdict["kind"];
  readonly title?: string | undefined;
}) {
  return (
    <span class={`verdict ${kind.replace(" ", "-")}`} title={title}>
      <span class="sign" aria-hidden="true">
        {signs[kind]}
      </span>{" "}
      {kind}
    </span>
  );
}
