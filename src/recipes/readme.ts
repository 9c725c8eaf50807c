import type { Recipe, WrittenRecipe } from "./recipe.ts";
import type { RecipeSettings } from "./settings.ts";

/** What to type, and what it will do, as Markdown. */
export function readmeOf(
  { title, version }: Recipe,
  settings: RecipeSettings,
  { install, train, notes }: WrittenRecipe,
  back: readonly string[],
): string {
  const { gpus, method, model, lora } = settings;
  const what = `${lora === null ? "All weights" : `Adapters of rank ${lora.rank} (LoRA)`} of ${model.folder === null ? `\`${model.name}\`` : "a model in a folder"}`;
  const how = method === "sft" ? "on the answers in `data`" : "on the preference pairs in `data` (DPO)";
  const sections = [
    `# Train with ${title} on ${gpus} GPU${gpus === 1 ? "" : "s"}`,
    `${what}, ${how}. Every command is typed in this folder. Options as of ${title} ${version}.`,
    shell(...install, "", ...train),
    "The result is in `output`.",
    table(settings),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join("\n")]),
    ...(model.folder === null
      ? []
      : [
          "The configuration names the model's folder on the machine that wrote it; change that where it is another's.",
        ]),
    "## Bring the outcome back",
    "Let the trained model answer the pipeline's test inputs, and enter its answers beside what was predicted:",
    shell(...back),
  ];
  return `${sections.join("\n\n")}\n`;
}

function table(settings: RecipeSettings): string {
  const { gpus, batchPerGpu, accumulation, data, learningRate, epochs, length, bf16, packing, seed } =
    settings;
  const rows = [
    [
      "rows",
      `${data.rows.toLocaleString("en-US")}${data.validation === null ? "" : ", and a validation set"}`,
    ],
    [
      "batch",
      `${gpus * batchPerGpu * accumulation} = ${gpus} × ${batchPerGpu} × ${accumulation} accumulated`,
    ],
    ["epochs", String(epochs)],
    ["learning rate", `${learningRate}, ${settings.warmupSteps} updates of warm-up, then a cosine`],
    ["longest row", `${length} tokens${packing ? ", short rows packed" : ""}`],
    ["precision", bf16 ? "bfloat16" : "float32"],
    ["seed", String(seed)],
  ];
  return ["| setting | value |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join(
    "\n",
  );
}

const shell = (...lines: readonly string[]): string => `\`\`\`sh\n${lines.join("\n")}\n\`\`\``;
