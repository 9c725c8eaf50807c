import { z } from "zod";

/** The key every verifier's options share. */
export const verifierName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must be letters, digits, dots and dashes")
  .optional()
  .describe("What its scores and cells are called; its kind when left out");
