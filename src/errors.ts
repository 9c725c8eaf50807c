/** What every failure a user can cause or mend looks like: what is wrong, where, and what to do. */
export class PstarError extends Error {
  /** Process exit code: 1 the work failed, 2 the command or its configuration was wrong. */
  readonly exitCode: 1 | 2;
  /** File, line or key the message speaks of, e.g. `run.yaml: verifiers[2].noise`. */
  readonly where: string | undefined;
  /** One sentence that says what to do. */
  readonly remedy: string | undefined;

  constructor(
    message: string,
    options: { exitCode?: 1 | 2; where?: string; remedy?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "PstarError";
    this.exitCode = options.exitCode ?? 1;
    this.where = options.where;
    this.remedy = options.remedy;
  }

  /** The one line a user sees. */
  get line(): string {
    const place = this.where === undefined ? "" : `${this.where}: `;
    const remedy = this.remedy === undefined ? "" : ` — ${this.remedy}`;
    return `${place}${this.message}${remedy}`.replaceAll(/\s*\n\s*/g, " ");
  }
}
