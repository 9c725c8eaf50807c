import { PstarError } from "../errors.ts";

/** A place in a pipeline file, e.g. ["verifiers", 2, "noise"]. */
export type Path = readonly (string | number)[];

/** One thing wrong in a pipeline file. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  readonly remedy?: string;
}

/** `verifiers[2].noise` */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
}

/** A wrong pipeline file: the first problem is its message, the others follow in `others`. */
export class ConfigError extends PstarError {
  readonly others: readonly PstarError[];

  constructor(problems: readonly [PstarError, ...PstarError[]]) {
    const [first, ...others] = problems;
    super(first.message, {
      exitCode: 2,
      ...(first.where === undefined ? {} : { where: first.where }),
      ...(first.remedy === undefined ? {} : { remedy: first.remedy }),
    });
    this.others = others;
  }
}
