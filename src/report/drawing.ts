/** A picture of a run with the numbers behind it, for the report and the page alike. */
export interface Drawing {
  /** Stable name, for links and files: `breakdown`, `students`, `roc`, … */
  readonly id: string;
  readonly title: string;
  /** What it shows in a sentence, with its main numbers. */
  readonly description: string;
  /** Self-contained SVG; @param options.theme `auto` follows the reader's preference. */
  svg(options?: { readonly width?: number; readonly theme?: "auto" | "light" | "dark" }): string;
  /** RFC 4180. */
  csv(): string;
}
