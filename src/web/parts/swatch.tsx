/** The colour of a verifier in figures and tables; hollow for what was not verified. @param index in the run's verifiers */
export function Swatch({ index }: { readonly index: number }) {
  return <span class={`swatch ${index < 0 ? "hollow" : `ink-${index % 8}`}`} aria-hidden="true" />;
}
