import { z } from "zod";
import type { VerifierItem } from "../verifier.ts";

/** Which of a row's texts a rule looks at. */
export const textChoice = z
  .enum(["output", "input"])
  .default("output")
  .describe("The text that is looked at: what the model wrote, or what it was asked");

export const chosenText = ({ example, output }: VerifierItem, of: "output" | "input"): string =>
  of === "output" ? output : example.input;
