import { PstarError } from "../errors.ts";

/** What `work` gives, or the error it explains itself by: a run is shown as far as it goes. */
export function accepted<Result>(work: () => Result): Result | PstarError {
  try {
    return work();
  } catch (error) {
    if (error instanceof PstarError) return error;
    throw error;
  }
}
