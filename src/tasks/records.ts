import type { Judge } from "./task.ts";

/** Texts of which nothing is known: any output is well formed, and right where it is the reference to the letter. */
export const records: Judge = {
  name: "records",
  wellFormed: () => true,
  judge({ reference }, output) {
    const correct = output.trim() === reference.trim();
    return { parsed: true, correct, error: Number(!correct), metrics: { exact: Number(correct) } };
  },
};
