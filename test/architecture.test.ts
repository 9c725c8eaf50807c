import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * What each room of src/ may import besides itself and `errors`, every room after those it builds on. A file directly in
 * src/ is a room of its own.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  "no-telemetry": [],
  version: [],
  modules: [],
  files: [],
  nearest: [],
  outside: [],
  threads: [],
  template: [],
  visible: [],
  csv: [],
  "line-diff": [],
  random: [],
  exit: [],
  "canonical-json": [],
  tokenizers: ["files", "outside"],
  endpoint: ["random", "canonical-json"],
  prompt: ["template", "endpoint"],
  published: ["no-telemetry", "outside", "random"],
  metrics: ["random"],
  format: ["metrics"],
  estimation: ["random", "metrics"],
  "verdict-words": ["metrics", "estimation"],
  onnx: ["no-telemetry"],
  nn: ["modules", "exit", "files", "random", "onnx"],
  training: ["modules", "exit", "random", "onnx", "nn"],
  theory: ["modules", "random", "metrics", "estimation", "onnx", "nn", "training"],
  tasks: ["random", "tokenizers", "metrics"],
  datasets: ["files", "nearest", "random", "metrics", "estimation", "tasks"],
  recipes: ["files"],
  tuning: ["files", "random", "tokenizers", "published", "onnx", "nn", "training", "datasets"],
  selectors: ["random"],
  generators: ["outside", "prompt", "random", "endpoint", "published", "nn", "training", "tasks", "datasets"],
  verifiers: [
    "outside",
    "template",
    "prompt",
    "random",
    "metrics",
    "endpoint",
    "published",
    "nn",
    "training",
    "tasks",
  ],
  store: [],
  config: [
    "nearest",
    "endpoint",
    "nn",
    "training",
    "tasks",
    "datasets",
    "selectors",
    "generators",
    "verifiers",
  ],
  pipeline: [
    "version",
    "canonical-json",
    "files",
    "outside",
    "nearest",
    "random",
    "endpoint",
    "metrics",
    "estimation",
    "nn",
    "training",
    "tasks",
    "datasets",
    "tuning",
    "selectors",
    "generators",
    "verifiers",
    "store",
    "config",
  ],
  inspect: ["random", "metrics", "format", "estimation", "tasks", "store", "config", "pipeline"],
  browse: [
    "modules",
    "threads",
    "random",
    "metrics",
    "estimation",
    "tasks",
    "datasets",
    "selectors",
    "store",
    "config",
    "pipeline",
    "inspect",
  ],
  report: [
    "version",
    "modules",
    "visible",
    "csv",
    "line-diff",
    "random",
    "metrics",
    "format",
    "theory",
    "estimation",
    "verdict-words",
    "store",
    "inspect",
    "browse",
  ],
  server: ["version", "modules", "threads", "visible", "store", "inspect", "browse", "report"],
  web: ["visible", "csv", "line-diff", "format", "verdict-words", "server"],
  cli: [
    "no-telemetry",
    "version",
    "files",
    "nearest",
    "visible",
    "random",
    "tokenizers",
    "metrics",
    "format",
    "estimation",
    "theory",
    "selectors",
    "datasets",
    "recipes",
    "store",
    "config",
    "pipeline",
    "inspect",
    "browse",
    "report",
    "server",
  ],
};

/** Packages that only one room knows. `pstar doctor` loads the native ones to see whether they work. */
const packages: Readonly<Record<string, string>> = {
  "onnxruntime-node": "onnx",
  protobufjs: "onnx",
  "@huggingface/tokenizers": "tokenizers",
  "@huggingface/transformers": "published",
  openai: "endpoint",
  "better-sqlite3": "store",
  commander: "cli",
  "csv-parse": "datasets",
  hyparquet: "datasets",
  "hyparquet-compressors": "datasets",
  "hyparquet-writer": "datasets",
  "@observablehq/plot": "report",
  linkedom: "report",
  "@resvg/resvg-wasm": "report",
  hono: "server",
  "@hono/node-server": "server",
  preact: "web",
  ajv: "verifiers",
  "ajv-formats": "verifiers",
};
const doctor = "src/cli/doctor.ts";

interface Import {
  readonly file: string;
  /** A file of src/, or the name of a package. */
  readonly target: string;
  readonly isType: boolean;
}

const files = globSync("src/**/*.{ts,tsx}").map((file) => file.replaceAll("\\", "/"));
const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));

function importsOf(file: string, text: string): Import[] {
  const found = text.matchAll(/^(?:import|export) ([^";]*?)(?: from )?"([^"]+)";$|\bimport\("([^"]+)"\)/gm);
  return [...found].map(([, names = "", fixed, dynamic]) => {
    const target = (fixed ?? dynamic)!;
    const isType = names.startsWith("type ");
    return { file, target: target.startsWith(".") ? normalize(join(dirname(file), target)) : target, isType };
  });
}

const roomOf = (file: string): string => file.split("/")[1]!.replace(/\.tsx?$/, "");
const inside = imports.filter(({ target }) => target.startsWith("src/"));
const outside = imports.filter(({ target }) => !target.startsWith("src/"));

describe("the rooms of src/", () => {
  it("are scanned whole", () => {
    expect(files.length).toBeGreaterThan(100);
    for (const { file, target } of inside) expect(sources.has(target), `${file}: ${target}`).toBe(true);
    for (const [file, text] of sources) {
      const said = text.match(/^(import|export) .*from "|^\} from "|\bimport\("/gm)?.length ?? 0;
      expect(imports.filter((one) => one.file === file).length, file).toBeGreaterThanOrEqual(said);
    }
  });

  it("are all known here, save the library's index", () => {
    const unknown = new Set(files.map(roomOf).filter((room) => room !== "index" && !(room in rooms)));
    expect([...unknown], "say in `rooms` what a new room may import").toEqual([]);
  });

  it("stand in order: none builds on a later one, so there is no circle", () => {
    const before = new Set<string>();
    for (const [room, allowed] of Object.entries(rooms)) {
      for (const one of allowed) expect(before, `${room} imports ${one}`).toContain(one);
      before.add(room);
    }
  });

  it("import in their direction only", () => {
    const wrong = inside.flatMap(({ file, target }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from === to || to === "errors") return [];
      const isAllowed = from === "index" ? to !== "cli" : rooms[from]!.includes(to);
      return isAllowed ? [] : [`${file} imports ${target}`];
    });
    expect(wrong).toEqual([]);
  });

  it("leave each engine's package to its own room", () => {
    const wrong = outside.flatMap(({ file, target }) => {
      const room = packages[target];
      const isAllowed = room === undefined || roomOf(file) === room || file === doctor;
      return isAllowed ? [] : [`${file} imports ${target}`];
    });
    expect(wrong).toEqual([]);
  });

  it("leave SQL to the store", () => {
    const sql =
      /\b(SELECT\s+[\w*(]|INSERT\s+(OR\s+\w+\s+)?INTO|DELETE\s+FROM|CREATE\s+(TABLE|INDEX)|PRAGMA\s)|\bUPDATE\s+\w+\s+SET\b|\.prepare\(/;
    const wrong = files.filter(
      (file) => roomOf(file) !== "store" && file !== doctor && sql.test(sources.get(file)!),
    );
    expect(wrong).toEqual([]);
    expect(files.some((file) => roomOf(file) === "store" && sql.test(sources.get(file)!))).toBe(true);
  });
});

describe.each([
  ["verifier", "src/verifiers/index.ts"],
  ["selector", "src/selectors/index.ts"],
  ["encoding", "src/tasks/eigenvalues/encodings/index.ts"],
  ["newswire kind", "src/tasks/summarization/newswire/kinds/index.ts"],
])("a new %s", (_, table) => {
  it("is one file and one line in its table: nothing else imports those there are", () => {
    const kinds = inside.filter(({ file, isType }) => file === table && !isType).map(({ target }) => target);
    expect(kinds.length).toBeGreaterThan(2);
    const others = inside.filter(({ file, target }) => kinds.includes(target) && file !== table);
    expect(others).toEqual([]);
  });
});
