import { labelInTerminal } from "../../src/cli/label.ts";

/** Labels N made-up items: `node label-child.ts LABELS N`. */
const [labelPath = "", total = ""] = process.argv.slice(2);
const items = Array.from({ length: Number(total) }, (_, i) => ({
  id: `row-${i}`,
  line: i + 1,
  input: `question ${i}`,
  output: `answer ${i}`,
  reference: "",
  scores: [{ name: "judge", value: 0.123 }],
}));
await labelInTerminal({ items, labelPath, input: process.stdin, output: process.stdout });
