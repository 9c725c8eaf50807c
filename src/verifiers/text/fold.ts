/** Makes texts the same that a reader calls the same: those canonically equivalent and, on demand, of any case. */
export const foldedBy =
  (caseSensitive: boolean) =>
  (text: string): string =>
    caseSensitive ? text.normalize("NFC") : text.normalize("NFC").toLowerCase();
