const INKS = 8;

/** The colour of a verifier in figures and tables; hollow for what was not verified. @param index in the run's verifiers */
export function Swatch({ index }: { readonly index: number }) {
  if (index < 0) return <span class="swatch hollow" aria-hidden="true" />;
  return <span class="swatch" style={{ background: `var(--series-${index % INKS})` }} aria-hidden="true" />;
}
