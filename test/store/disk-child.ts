// Fills or extends a database and prints one line: what happened and how many runs are in it.
import { PstarError } from "../../src/errors.ts";
import { createRun, listRuns } from "../../src/store/runs.ts";
import { openStore } from "../../src/store/store.ts";

const [path = "", work] = process.argv.slice(2);
const config = "x".repeat(20_000);
try {
  const store = openStore(path);
  const add = (): number => createRun(store, { name: "run", version: "0", seed: 1, config });
  let line = "appended";
  try {
    add();
    while (work === "fill") add();
  } catch (error) {
    if (!(error instanceof PstarError)) throw error;
    line = error.line;
  }
  console.log(`${line}; ${listRuns(store).length} runs`);
} catch (error) {
  if (!(error instanceof PstarError)) throw error;
  console.log(error.line);
}
