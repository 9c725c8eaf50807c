import { nameKinds, type VoteModel } from "./model.ts";
import { median, type VoteMoments } from "./moments.ts";

export type Triple = readonly [number, number, number];

/**
 * Triples of verifiers from whose votes a model can be told: each two of them are related, and the product of their
 * covariances is positive, as it is wherever one hidden kind alone relates them.
 *
 * @param related whether two verifiers' covariance is surely not zero
 */
export function soundTriples(moments: VoteMoments, related: (i: number, j: number) => boolean): Triple[] {
  const verifiers = moments.means.length;
  const triples: Triple[] = [];
  for (let i = 0; i < verifiers; i++) {
    for (let j = i + 1; j < verifiers; j++) {
      for (let k = j + 1; k < verifiers; k++) {
        const isRelated = related(i, j) && related(i, k) && related(j, k);
        if (isRelated && productOf(moments, i, j, k) > 0) triples.push([i, j, k]);
      }
    }
  }
  return triples;
}

/**
 * The model in closed form from the moments of three votes at a time (Fu et al. 2020, "Fast and three-rious"; for
 * verifiers whose φ and 1 − ψ differ, with the third moment: the two-kind case of Anandkumar et al. 2014, "Tensor
 * decompositions for learning latent variable models").
 *
 * With q = 1 − p the share of correct, d_i = φ_i − ψ_i and independence given the kind, a vote is its mean m_i plus
 * d_i (z − q), z ∈ {0, 1} the kind, plus noise of its own. So
 *   cov(v_i, v_j) = d_i d_j q(1−q) = a_i a_j              where a_i = d_i √(q(1−q)), a_i² = c_ij c_ik / c_jk
 *   E(v_i−m_i)(v_j−m_j)(v_k−m_k) = d_i d_j d_k q(1−q)(1−2q) = a_i a_j a_k t,  t = (1−2q)/√(q(1−q))
 * whence q = ½ (1 − t/√(t²+4)), φ_i = m_i + (1−q) d_i, ψ_i = m_i − q d_i. Each a_i and t is the median over the triples;
 * a verifier in none of them takes its a_i from its covariances with the others, a_i = c_ij / a_j.
 *
 * @param triples see `soundTriples`; those whose product is not positive in these moments are passed over
 * @returns null where no triple is left; rates may lie outside [0, 1], where the assumption or the sample fails
 */
export function solveTriplets(moments: VoteMoments, triples: readonly Triple[]): VoteModel | null {
  const sound = triples.filter(([i, j, k]) => productOf(moments, i, j, k) > 0);
  if (sound.length === 0) return null;
  const strengths = strengthsOf(moments, sound);
  const skew = median(
    sound.map(([i, j, k]) => moments.third(i, j, k) / (strengths[i] * strengths[j] * strengths[k])),
  );
  const correct = (1 - skew / Math.sqrt(skew ** 2 + 4)) / 2;
  const spread = Math.sqrt(correct * (1 - correct));
  return nameKinds({
    error: 1 - correct,
    phi: moments.means.map((mean, i) => mean + ((1 - correct) * strengths[i]) / spread),
    psi: moments.means.map((mean, i) => mean - (correct * strengths[i]) / spread),
  });
}

const productOf = ({ covariance: c }: VoteMoments, i: number, j: number, k: number): number =>
  c[i][j] * c[i][k] * c[j][k];

/** a_i of each verifier, up to one sign for all. */
function strengthsOf({ covariance }: VoteMoments, triples: readonly Triple[]): Float64Array {
  const core = [...new Set(triples.flat())];
  const relation = (i: number): number =>
    core.reduce((sum, j) => sum + (i === j ? 0 : Math.abs(covariance[i][j])), 0);
  const reference = core.reduce((most, i) => (relation(i) > relation(most) ? i : most));
  const strengths = new Float64Array(covariance.length);
  for (const i of core) {
    const sizes = triples
      .filter((triple) => triple.includes(i))
      .map((triple) => {
        const [j, k] = triple.filter((other) => other !== i);
        return Math.sqrt((covariance[i][j] * covariance[i][k]) / covariance[j][k]);
      });
    strengths[i] = (i === reference ? 1 : Math.sign(covariance[i][reference])) * median(sizes);
  }
  covariance.forEach((row, i) => {
    if (!core.includes(i)) strengths[i] = median(core.map((j) => row[j] / strengths[j]));
  });
  return strengths;
}
