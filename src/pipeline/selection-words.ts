import type { SelectorOptions } from "../selectors/index.ts";
import type { ThinningOptions } from "../selectors/thinning/options.ts";

/** A selection's rule in words, from the options of its stage: `the best 25 % of all candidates, at most 1000 rows`. */
export function selectionWords(options: unknown): string {
  const { selector, thinning = {} } = options as {
    readonly selector: SelectorOptions;
    readonly thinning?: ThinningOptions;
  };
  return [selectorWords(selector), ...thinningWords(thinning)].join(", ");
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(6))} %`;

function selectorWords(selector: SelectorOptions): string {
  switch (selector.kind) {
    case "all":
      return "all candidates";
    case "top-share":
      return `the best ${percent(selector.fraction)} of all candidates`;
    case "threshold":
      return `candidates that score at least ${selector.threshold}`;
    case "best-of-n":
      return `the best ${percent(selector.fraction)} of each input's candidates`;
    case "per-stratum":
      return `the best ${percent(selector.fraction)} of candidates within each kind of input`;
  }
}

function thinningWords({ require, deduplicate, cap, budget }: ThinningOptions): string[] {
  const of = { output: "outputs", "input-output": "inputs and outputs" };
  return [
    ...(require === undefined ? [] : [`that pass ${require.join(" and ")}`]),
    ...(deduplicate?.exact === undefined ? [] : [`without exact duplicates of ${of[deduplicate.exact]}`]),
    ...(deduplicate?.near === undefined
      ? []
      : [
          `without near duplicates of ${of[deduplicate.near.of]} (similarity ${deduplicate.near.similarity})`,
        ]),
    ...(cap === undefined ? [] : [`at most ${cap.most} per ${cap.per.replace("field:", "")}`]),
    ...(budget === undefined ? [] : [`at most ${budget} rows`]),
  ];
}
