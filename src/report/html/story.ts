import { count, duration, listed, money, percentInterval, some } from "../../format.ts";
import type { InspectedStage, RunInspection } from "../../inspect/index.ts";
import { isVerified } from "./content.ts";
import { type Html, html } from "./template.ts";

/** What was done, in a few sentences. */
export function story(run: RunInspection): Html {
  return html`<p>${[made(run), judged(run), trained(run), spent(run)].filter((text) => text !== "").join(" ")}</p>`;
}

/** Where the candidates come from. */
function made({ stages, head }: RunInspection): string {
  const imported = stages.find(({ kind }) => kind === "import");
  if (imported?.books) return `${some(imported.books.kept, "row")} were taken from ${imported.name}.`;
  const generated = stages.filter(({ kind, books }) => kind === "generate" && books !== null);
  const [main] = generated.toSorted((a, b) => b.books!.input - a.books!.input);
  if (main === undefined) return `The run is of kind ${head.kind}; nothing was generated yet.`;
  const inputs = stages.find(({ id }) =>
    main.inputs.some(({ role, stage }) => role === "examples" && stage === id),
  );
  const each = inputs?.books == null ? "" : ` to ${some(inputs.books.kept, "input")}`;
  return `The generator gave ${some(main.books!.input, "answer")}${each}.`;
}

/** Who scored them, and what labels say. */
function judged({ cells, error, verifiers, head }: RunInspection): string {
  const isPipeline = head.kind === "pipeline";
  const names = [...new Set(cells.filter(isVerified).map(({ verifier }) => verifier))];
  const scored = isPipeline ? names : verifiers.map(({ name }) => name);
  const estimated = cells.find(({ estimate }) => estimate !== null)?.estimate;
  const who =
    scored.length === 0
      ? "No verifier has scored them yet."
      : `${scored.length === 1 ? "One verifier" : `${count(scored.length)} verifiers`} scored them: ${listed(scored)}.`;
  if (estimated == null || error === null) return `${who} Without labels nothing is known of their quality.`;
  const labels = `${some(estimated.labels, "label")} on ${some(estimated.inputs, "input")}${isPipeline ? " that no model is trained on" : ""}`;
  return `${who} By ${labels}, ${percentInterval(error)} % of the generator’s answers are wrong, and each choice of what to keep was judged ${isPipeline ? "before any training" : "by what it keeps of them"}.`;
}

/** Which students were trained, and on what they were compared. */
function trained({ cells, real, generator, stages, head }: RunInspection): string {
  const students = cells.filter(({ student }) => student !== null).length;
  if (students === 0 && real === null) return "No student was trained.";
  const tested = stages.find((stage): stage is InspectedStage => stage.kind === "evaluate")?.books?.input;
  const fresh = tested === undefined ? "fresh inputs" : `${count(tested)} fresh inputs`;
  const others = [
    ...(generator === null ? [] : ["the generator"]),
    ...(real === null ? [] : ["a model of true answers"]),
  ];
  const beside = others.length === 0 ? "" : ` beside ${listed(others)}`;
  return `${some(students, "student")} ${students === 1 ? "was" : "were"} then trained and compared${beside} by ${head.metric ?? "its metric"} on ${fresh}.`;
}

function spent({ head, spending }: RunInspection): string {
  const work = `The work took ${duration(head.seconds)}`;
  if (spending === null) return `${work}.`;
  const asked = some(spending.answered + spending.failed, "request");
  return `${work} and ${asked} that cost ${money(spending.cost)}.`;
}
