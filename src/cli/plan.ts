import { PstarError } from "../errors.ts";
import { estimatePilot, type PilotEstimate, pilotSpectrum } from "../theory/plan/pilot.ts";
import { plan as answer } from "../theory/plan/plan.ts";
import type { PlanQuestion } from "../theory/plan/question.ts";
import type { Rate } from "../theory/plan/uncertain.ts";
import type { PlanFlags } from "./plan-flags.ts";
import { readPilot } from "./plan-pilot.ts";
import { planReport } from "./plan-report.ts";
import { terminalWidth } from "./table.ts";

/** A pilot's file, and what it says. */
export interface PilotFile extends PilotEstimate {
  readonly file: string;
  readonly rows: number;
  readonly dimension: number;
  readonly fields: readonly string[];
  readonly eigenvalues: Float64Array;
}

/** `pstar plan`: whether, how much and after which verification to add synthetic rows to real ones. */
export async function plan(flags: PlanFlags): Promise<void> {
  checkTogether(flags);
  const pilot = flags.features === undefined ? null : await pilotOf(flags.features, flags);
  const result = spoken(() => answer(questionOf(flags, pilot)));
  if (flags.json) {
    const shown = pilot && { ...pilot, eigenvalues: [...pilot.eigenvalues] };
    return console.log(JSON.stringify({ ...result, pilot: shown }));
  }
  console.log(
    planReport(result, pilot, { width: terminalWidth(process.stdout, 80), stream: process.stdout }),
  );
}

async function pilotOf(file: string, flags: PlanFlags): Promise<PilotFile> {
  const { noise, syntheticNoise = noise, confidence = 0.95 } = flags;
  const pilot = await readPilot(file, flags);
  const known = noise === undefined ? null : { real: noise, synthetic: syntheticNoise! };
  const estimate = spoken(() => estimatePilot(pilot, { confidence, noise: known }), file);
  const { rows, dimension, fields } = pilot;
  const eigenvalues = spoken(() => pilotSpectrum(pilot), file);
  return { ...estimate, eigenvalues, file, rows, dimension, fields };
}

/** Flags win over what a pilot says. */
function questionOf(flags: PlanFlags, pilot: PilotFile | null): PlanQuestion {
  const { real, synthetic, dimension, decay, ridge, systematic, certainty, confidence, draws, seed } = flags;
  const isGiven = dimension !== undefined || decay !== undefined;
  const assumed = isGiven ? { dimension: dimension ?? 500, decay: decay ?? 1 } : undefined;
  return given<PlanQuestion>({
    realRows: real,
    syntheticRows: synthetic,
    ...measuredRates(flags),
    shift: flags.shift ?? pilot?.shift,
    spectrum: pilot === null ? assumed : { eigenvalues: pilot.eigenvalues },
    signal: pilot?.signal,
    noise: flags.noise ?? pilot?.noise,
    syntheticNoise: flags.syntheticNoise ?? pilot?.syntheticNoise,
    systematic,
    ridge,
    certainty,
    confidence,
    draws,
    seed,
  });
}

/** Labels behind plain rates are counts: of all rows for p, of the correct ones for φ, of the wrong ones for ψ. */
function measuredRates({ error, phi, psi, labelsBehind: labels }: PlanFlags) {
  const verifier = phi === undefined || psi === undefined ? undefined : { phi, psi };
  if (error === undefined || labels === undefined) return { error, verifier };
  const wrong =
    labels * (typeof error === "number" ? error : "of" in error ? error.count / error.of : error.estimate);
  return {
    error: counted(error, labels),
    verifier: verifier && { phi: counted(verifier.phi, labels - wrong), psi: counted(verifier.psi, wrong) },
  };
}

const counted = (rate: Rate, labels: number): Rate =>
  typeof rate === "number" && labels > 0 ? { count: rate * labels, of: labels } : rate;

/** Without what was left open, so that the library's defaults hold. */
function given<T extends object>(values: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** Flags that mean nothing without another, or beside it. */
function checkTogether(flags: PlanFlags): void {
  const { features } = flags;
  const needs = (flag: string, isGiven: boolean, other: string, hasOther: boolean): void => {
    if (isGiven && !hasOther)
      throw new PstarError(`means nothing without ${other}`, { where: flag, exitCode: 2 });
  };
  needs("--phi", flags.phi !== undefined, "--psi", flags.psi !== undefined);
  needs("--psi", flags.psi !== undefined, "--phi", flags.phi !== undefined);
  needs("--labels-behind", flags.labelsBehind !== undefined, "--error", flags.error !== undefined);
  for (const [flag, value] of [
    ["--real-label", flags.realLabel],
    ["--generator-label", flags.generatorLabel],
    ["--fields", flags.fields],
    ["--max-bad-rows", flags.maxBadRows],
  ] as const) {
    needs(flag, value !== undefined, "--features", features !== undefined);
  }
  for (const [flag, value] of [
    ["--dimension", flags.dimension],
    ["--decay", flags.decay],
  ] as const) {
    if (value === undefined || features === undefined) continue;
    throw new PstarError(`is told by ${features}`, { where: flag, exitCode: 2, remedy: "leave it out" });
  }
}

const flagNames: Readonly<Record<string, string>> = { realRows: "--real", syntheticRows: "--synthetic" };

/** What the library says of a value, said of its flag; of what is no flag, of the pilot's file. */
function spoken<T>(work: () => T, file?: string): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PstarError) || error.where === undefined) throw error;
    const { message, where, remedy, exitCode } = error;
    const name = where.split(".").at(-1)!;
    const flag = flagNames[where] ?? `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new PstarError(file === undefined ? message : `${where}: ${message}`, {
      where: file ?? flag,
      exitCode,
      ...(remedy !== undefined && { remedy }),
      cause: error,
    });
  }
}
