import { resolve } from "node:path";
import type { PipelineConfig } from "../../config/index.ts";
import { type FileInput, readInputs } from "../../datasets/inputs.ts";
import { PstarError } from "../../errors.ts";
import { readOutside } from "../../outside.ts";
import { tieKey } from "../../random/ties.ts";
import { writeExamples } from "../../store/index.ts";
import type { Split } from "../../tasks/task.ts";
import { nextTurn } from "../next-turn.ts";
import { defineStage, type Stage } from "../stage.ts";

type Data = PipelineConfig["data"];

/** Splits in the order in which they take their part of a file's inputs: what is most often changed comes last. */
const order = ["test", "calibration", "real", "synthesis"] as const;
type Part = (typeof order)[number];
const partOf: Record<Split, Part> = {
  test: "test",
  calibration: "calibration",
  train: "real",
  synthesis: "synthesis",
};

const batch = 4096;

/**
 * The inputs of a file that one split gets, with their true answers. The seed shuffles the file's distinct inputs; each
 * split takes the next of them, so no input is in two.
 *
 * @param data its parts as numbers of inputs
 * @param options.most only the first so many of the split
 */
export function fileExamplesStage(
  name: string,
  data: Data & { readonly source: NonNullable<Data["source"]> },
  split: Split,
  { folder, seed, most }: { readonly folder: string; readonly seed: number; readonly most?: number },
): Stage {
  const part = partOf[split];
  const { source } = data;
  const path = resolve(folder, source.file);
  const amounts = order.slice(0, order.indexOf(part) + 1).map((one) => data[one] ?? 0);
  return defineStage({
    kind: "examples",
    name,
    version: 1,
    options: { sha256: readOutside(path).hash, fields: source.fields, split, amounts, seed, most },
    inputs: [],
    rows: most ?? amounts.at(-1)!,
    unit: "rows",
    resource: "main",
    async work({ store, stageId, committed, signal, report }) {
      const rows = take(await readInputs(path, source.fields), amounts, seed, path).slice(0, most);
      if (most !== undefined && rows.length < most) {
        throw new PstarError(`there are ${rows.length} inputs for ${name}, and ${most} are asked for`, {
          exitCode: 2,
          where: path,
          remedy: `ask for fewer, or raise data.${part}`,
        });
      }
      if (split !== "synthesis") requireReferences(rows, path, split);
      for (let start = committed; start < rows.length; start += batch) {
        signal.throwIfAborted();
        const some = rows.slice(start, start + batch);
        writeExamples(
          store,
          stageId,
          start,
          some.map(({ input, reference, stratum }) => ({ input, reference, stratum, split })),
        );
        report(start + some.length);
        await nextTurn();
      }
      return { input: rows.length, kept: rows.length, rejected: 0, failed: 0, summary: { file: path } };
    },
  });
}

/** The last of consecutive parts of the shuffled inputs. @param sizes of the parts */
function take(
  inputs: readonly FileInput[],
  sizes: readonly number[],
  seed: number,
  path: string,
): FileInput[] {
  const end = sizes.reduce((sum, size) => sum + size, 0);
  if (end > inputs.length) {
    throw new PstarError(`has ${inputs.length} different inputs, and data asks for ${end}`, {
      exitCode: 2,
      where: path,
      remedy: "ask for fewer, or give shares below 1",
    });
  }
  const keys = Float64Array.from(inputs, (_, i) => tieKey(seed, i));
  const shuffled = Uint32Array.from(inputs.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
  return Array.from(shuffled.subarray(end - sizes.at(-1)!, end), (i) => inputs[i]!);
}

function requireReferences(rows: readonly FileInput[], path: string, split: Split): void {
  const without = rows.find(({ reference }) => reference.trim() === "");
  if (without === undefined) return;
  throw new PstarError(`has no true answer, which inputs for ${split} need`, {
    exitCode: 2,
    where: `${path}:${without.line}`,
    remedy: "name the field with data.source.fields.reference, or leave the row out",
  });
}
