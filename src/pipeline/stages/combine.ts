import { type CombinerName, combineBy } from "../../estimation/combination/combine.ts";
import { writeScores } from "../../store/index.ts";
import { defineStage, type Stage } from "../stage.ts";
import { type ScoredStages, scoredColumns, scoredLinks } from "./scored.ts";

const batch = 65_536;

/** Every candidate's score by all verifiers together, fitted on one half of the labelled inputs. */
export function combineStage(file: string, combiner: CombinerName, stages: ScoredStages): Stage {
  const { seed, design, candidates } = stages;
  return defineStage({
    kind: "combine",
    name: `${file} by ${combiner}`,
    version: 1,
    options: { combiner, seed, design },
    inputs: scoredLinks(stages),
    rows: candidates.rows,
    unit: "rows",
    resource: "main",
    async work(context) {
      const { store, stageId, input, committed } = context;
      const { values } = combineBy(combiner, scoredColumns(context, stages).columns, seed).score;
      for (let start = committed; start < values.length; start += batch) {
        const rows = Array.from(values.subarray(start, start + batch), (score) =>
          Number.isNaN(score) ? { error: "no verifier has a score for it" } : { score },
        );
        writeScores(store, stageId, input("candidates"), start, rows);
      }
      const failed = values.reduce((count, score) => count + Number(Number.isNaN(score)), 0);
      return { input: values.length, kept: values.length - failed, rejected: 0, failed };
    },
  });
}
