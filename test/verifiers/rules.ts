import type { Judge } from "../../src/tasks/task.ts";
import { createVerifier, type RuleOptions, ruleOptions } from "../../src/verifiers/index.ts";
import type { Score, VerifierItem } from "../../src/verifiers/verifier.ts";

/** The judge of no task: every output can be read, and none is judged. */
const task: Judge = {
  name: "none",
  wellFormed: () => true,
  judge() {
    throw new Error("rules ask no task");
  },
};

export interface Row {
  readonly input?: string;
  readonly output?: string;
  readonly reference?: string;
  readonly fields?: Record<string, unknown>;
}

export const itemOf = ({ input = "", output = "", reference = "", fields = {} }: Row): VerifierItem => ({
  example: { input, reference },
  output,
  tokens: null,
  logProbability: null,
  tokenCount: null,
  fields,
  seed: 1,
  exampleSeed: 1,
});

export const parsed = (options: Record<string, unknown>): RuleOptions => ruleOptions.parse(options);

/** What a verifier of these options says of rows. */
export async function verdicts(
  options: Record<string, unknown>,
  rows: readonly Row[],
  folder?: string,
): Promise<readonly Score[]> {
  const rule = parsed(options);
  const context = { task, ...(folder !== undefined && { folder }) };
  return await createVerifier("rule", rule, context).score(rows.map(itemOf));
}

/** What it says of outputs alone. */
export const ofOutputs = (
  options: Record<string, unknown>,
  ...outputs: string[]
): Promise<readonly Score[]> =>
  verdicts(
    options,
    outputs.map((output) => ({ output })),
  );

export async function scores(options: Record<string, unknown>, rows: readonly Row[]): Promise<number[]> {
  return (await verdicts(options, rows)).map(({ score }) => score);
}

/** What is wrong with options, one `path: message` each; empty where nothing is. */
export function problems(options: Record<string, unknown>): string[] {
  const result = ruleOptions.safeParse(options);
  return result.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
}
