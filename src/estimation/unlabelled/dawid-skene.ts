import { createRandom, type Random } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import { clampModel, nameKinds, type VoteModel } from "./model.ts";
import type { VoteTable } from "./vote-table.ts";

/** Keeps logarithms finite; no likelihood notices. */
const MARGIN = 1e-12;
const RANDOM_STARTS = 8;
const SHORT_RUN = 30;
const LONG_RUN = 5000;
/** In nats: fits as likely as this to the best are the same to any sample. */
const TOLERANCE = 1e-7;

export interface FittedModel {
  readonly model: VoteModel;
  /** Σ log P(votes) under it, in nats. */
  readonly logLikelihood: number;
}

/**
 * The model of greatest likelihood (Dawid & Skene 1979) by expectation–maximisation over patterns of votes. Starts from
 * the shares of votes for, from `start`, and from several random verifiers better than chance; the likeliest after a
 * short run goes on (Biernacki, Celeux & Govaert 2003). Kinds are named so that verifiers are better than chance on
 * average.
 *
 * @param start another start, as from `solveTriplets`
 * @param seed integer in [0, 2⁵³)
 */
export function fitDawidSkene(table: VoteTable, start: VoteModel, seed: number): FittedModel {
  const random = createRandom(deriveSeed(seed, "starts"));
  const starts = [
    clampModel(start, 0.01),
    fromShareOfVotes(table),
    ...Array.from({ length: RANDOM_STARTS }, () => randomModel(table, random)),
  ];
  const short = starts.map((one) => climb(table, one, SHORT_RUN));
  const best = short.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  return refineDawidSkene(table, best.model);
}

/** The same from one start. */
export function refineDawidSkene(table: VoteTable, start: VoteModel): FittedModel {
  const { model, logLikelihood } = climb(table, start, LONG_RUN);
  return { model: nameKinds(model), logLikelihood };
}

function climb(table: VoteTable, start: VoteModel, most: number): FittedModel {
  let model = start;
  let logLikelihood = -Infinity;
  for (let step = 0; step < most; step++) {
    const next = emStep(table, model);
    const gained = next.logLikelihood - logLikelihood;
    logLikelihood = next.logLikelihood;
    if (gained < TOLERANCE) break;
    model = next.model;
  }
  return { model, logLikelihood };
}

/** One step: the next model, and the log-likelihood of the one given, which no step lowers. */
export function emStep(table: VoteTable, current: VoteModel): FittedModel {
  const { codes, counts } = table;
  const correct = new Float64Array(codes.length);
  let logLikelihood = 0;
  forEachPattern(table, current, (p, ifCorrect, ifIncorrect) => {
    const high = Math.max(ifCorrect, ifIncorrect);
    const total = high + Math.log1p(Math.exp(-Math.abs(ifCorrect - ifIncorrect)));
    logLikelihood += counts[p] * total;
    correct[p] = Math.exp(ifCorrect - total);
  });
  return { model: maximise(table, correct), logLikelihood };
}

/** log P(pattern, correct) and log P(pattern, incorrect) of every pattern that occurs. */
export function forEachPattern(
  { codes, verifiers }: VoteTable,
  { error, phi, psi }: VoteModel,
  visit: (pattern: number, ifCorrect: number, ifIncorrect: number) => void,
): void {
  const keep = [phi.map(Math.log), psi.map(Math.log)];
  const drop = [phi.map((rate) => Math.log1p(-rate)), psi.map((rate) => Math.log1p(-rate))];
  for (let p = 0; p < codes.length; p++) {
    let ifCorrect = Math.log1p(-error);
    let ifIncorrect = Math.log(error);
    for (let j = 0; j < verifiers; j++) {
      const votes = (codes[p] & (1 << j)) === 0 ? drop : keep;
      ifCorrect += votes[0][j];
      ifIncorrect += votes[1][j];
    }
    visit(p, ifCorrect, ifIncorrect);
  }
}

/** The likeliest model where each pattern's share of correct candidates is known. */
function maximise({ codes, counts, verifiers }: VoteTable, correct: Float64Array): VoteModel {
  const phi = new Float64Array(verifiers);
  const psi = new Float64Array(verifiers);
  let right = 0;
  let wrong = 0;
  for (let p = 0; p < codes.length; p++) {
    const ifCorrect = counts[p] * correct[p];
    const ifIncorrect = counts[p] - ifCorrect;
    right += ifCorrect;
    wrong += ifIncorrect;
    for (let j = 0; j < verifiers; j++) {
      if ((codes[p] & (1 << j)) === 0) continue;
      phi[j] += ifCorrect;
      psi[j] += ifIncorrect;
    }
  }
  return clampModel(
    {
      error: wrong / (right + wrong),
      phi: phi.map((kept) => (right > 0 ? kept / right : 0.5)),
      psi: psi.map((kept) => (wrong > 0 ? kept / wrong : 0.5)),
    },
    MARGIN,
  );
}

function fromShareOfVotes(table: VoteTable): VoteModel {
  const shares = Float64Array.from(table.codes, (code) => {
    let votes = 0;
    for (let j = 0; j < table.verifiers; j++) votes += (code >> j) & 1;
    return (votes + 0.5) / (table.verifiers + 1);
  });
  return maximise(table, shares);
}

/** Verifiers that keep as much as they do, and correct candidates more often by a random part of what is possible. */
function randomModel(table: VoteTable, random: Random): VoteModel {
  const { phi: means } = maximise(table, new Float64Array(table.codes.length).fill(1));
  return {
    error: 0.1 + 0.8 * random.uniform(),
    phi: means.map((mean) => mean + (1 - mean) * random.uniform()),
    psi: means.map((mean) => mean * random.uniform()),
  };
}
