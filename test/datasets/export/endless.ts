import { exportDataset } from "../../../src/datasets/export/export.ts";
import { cardOf, optionsFor } from "./samples.ts";

/** Exports into the folder named, a row every now and then, until it is killed. */
async function* inputs() {
  for (let i = 0; ; i++) {
    const candidates = [{ id: `c${i}`, sourceId: null, output: "x".repeat(100_000), score: 1, kept: true }];
    yield { id: `e${i}`, input: `question ${i}`, candidates };
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
process.on("SIGXFSZ", () => {});
await exportDataset(inputs(), { ...optionsFor([], process.argv[2]), card: cardOf([]) }).catch((error) => {
  console.error(error.line ?? error);
  process.exit(1);
});
