import { z } from "zod";

/** What a log-likelihood is told of. */
export const unit = z
  .enum(["answer", "token"])
  .default("answer")
  .describe("Log-likelihood of the whole answer, or its mean over tokens, which favours no short ones");

/** A log-likelihood of a whole answer as `per` asks; NaN where its tokens are not known. */
export function perAnswerOrToken(
  logLikelihood: number,
  tokens: number | null,
  per: z.infer<typeof unit>,
): number {
  if (per === "answer") return logLikelihood;
  return tokens === null || tokens === 0 ? Number.NaN : logLikelihood / tokens;
}
