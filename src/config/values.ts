import { z } from "zod";

/** Values that several keys of a file have in common. */
export const count = z.int().positive();
export const share = z.number().gt(0).max(1);
export const amount = z
  .number()
  .positive()
  .refine((value) => value < 1 || Number.isInteger(value), "must be a whole number, or a share below 1");
export const probability = z.number().gt(0).lt(1);
export const fileName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    "must be letters, digits, dots and dashes: it names the database file",
  );
