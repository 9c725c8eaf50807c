import type { Judge } from "./task.ts";

/** Texts of which nothing is known: any output is well formed, and right where it is the reference to the letter. */
export const records: Judge = {
  name: "records",
  wellFormed: () => true,
  judge({ reference }, output) {
    const correct = output.trim() === reference.trim() ? 1 : 0;
    return { parsed: true, correct, error: 1 - correct, metrics: { exact: correct } };
  },
};
