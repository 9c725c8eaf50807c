import { type VerdictKind, verdictLook, verdictSigns } from "../../verdict-words.ts";

/** A verdict's colour, sign and word: any two may be missed. */
export function Verdict({
  kind,
  title,
}: {
  readonly kind: VerdictKind;
  readonly title?: string | undefined;
}) {
  return (
    <span class={`verdict ${verdictLook(kind)}`} title={title}>
      <span class="sign" aria-hidden="true">
        {verdictSigns[kind]}
      </span>{" "}
      {kind}
    </span>
  );
}
