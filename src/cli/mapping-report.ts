import type { Mapping } from "../datasets/record.ts";
import { fold } from "./fold.ts";

/** Which field was taken for what; those that were guessed have a question mark. */
export function mappingReport(mapping: Mapping, given: Partial<Mapping>, width: number): string {
  const { scores, ...single } = mapping;
  const mark = (what: keyof Mapping): string => (given[what] === undefined ? "?" : "");
  const parts = Object.entries(single).flatMap(([what, field]) =>
    field === null ? [] : [`${what}${mark(what as keyof Mapping)} ${field}`],
  );
  const all = [...parts, ...(scores.length === 0 ? [] : [`scores${mark("scores")} ${scores.join(", ")}`])];
  const isGuessed = all.some((part) => /^\w+\?/.test(part));
  const remedy = isGuessed ? " (? is guessed: --label FIELD and the like say otherwise)" : "";
  return [...fold(`${all.join("; ")}${remedy}`, width)].join("\n");
}
