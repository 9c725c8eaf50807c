import type { Mapping } from "../datasets/record.ts";
import { fold } from "./fold.ts";

/** Which field was taken for what, and which of that was guessed. */
export function mappingReport(mapping: Mapping, given: Partial<Mapping>, width: number): string {
  const taken = Object.entries(mapping).filter(([, field]) => field !== null && field.length > 0);
  const guessed = taken.map(([what]) => what).filter((what) => !(what in given));
  const words = taken.map(([what, field]) =>
    what === field ? what : `${what} = ${[field].flat().join(", ")}`,
  );
  const remark =
    guessed.length === 0
      ? ""
      : ` (guessed: ${guessed.length === taken.length ? "all" : guessed.join(", ")}; flags such as --label say otherwise)`;
  return [...fold(`Fields: ${words.join("; ")}${remark}`, width)].join("\n");
}
