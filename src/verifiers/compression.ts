import { deflateRawSync } from "node:zlib";
import { z } from "zod";
import { verifierName } from "./name.ts";
import { disordered, isOrdered, measureScore } from "./text/range.ts";
import type { VerifierKind } from "./verifier.ts";

const ratio = z.number().positive().optional();

export const compressionOptions = z
  .strictObject({
    kind: z.literal("compression").describe("Outputs that compress as text does: neither a loop nor noise"),
    name: verifierName,
    min: ratio.describe("Smallest compressed share kept: repetitive texts lie below it"),
    max: ratio.describe(
      "Largest compressed share kept: noise lies above it, and so may texts of a few words",
    ),
  })
  .refine(isOrdered, disordered);

/**
 * By the share of its UTF-8 bytes that an output needs compressed (raw DEFLATE, level 9). Short texts hardly compress: English
 * prose needs 0.95 of 50 bytes, 0.7 of 300, 0.5 of 3,000; a loop a few hundredths, random letters 0.65, random bytes 1. So
 * compare outputs of like lengths. The compressor is Node's: another version or processor may need a few bytes more or less.
 * Score: 0 in the range, else minus the distance from it; the share itself where no range is given; NaN of an empty output.
 */
export const compression: VerifierKind<z.infer<typeof compressionOptions>> = {
  create: (range) => (items) => items.map(({ output }) => measureScore(compressedShare(output), range)),
};

function compressedShare(text: string): number {
  const bytes = Buffer.from(text);
  return bytes.length === 0 ? Number.NaN : deflateRawSync(bytes, { level: 9 }).length / bytes.length;
}
