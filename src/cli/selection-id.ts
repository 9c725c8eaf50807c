import { PstarError } from "../errors.ts";
import { parseId } from "../store/index.ts";

/** The stage of a selection as people see it, `s12`. @throws PstarError (exit code 2) where it is none */
export function selectionId(text: string): number {
  const id = parseId(text);
  if (id.kind === "stage") return id.id;
  throw new PstarError(`"${text}" is no selection`, { exitCode: 2, remedy: "give its id, such as s12" });
}
