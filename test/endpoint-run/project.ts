import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished, vi } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { binary, type Ended } from "../cli/child.ts";

/** Commands are processes of their own, and a machine may be busy. */
vi.setConfig({ testTimeout: 300_000 });

/** A row of a file of one's own prompts and answers. */
export interface Row {
  readonly prompt: string;
  readonly answer: string;
  readonly topic: string;
}

const words =
  "sea wind harbour night train market letter bridge winter garden council river engine light".split(" ");

/** Prompts of ten words each, and answers that share some of them. */
export function prompts(count: number): Row[] {
  const random = createRandom(5);
  const draw = (length: number) => Array.from({ length }, () => words[random.integer(words.length)]!);
  return Array.from({ length: count }, (_, i) => ({
    prompt: [`number ${i}`, ...draw(8)].join(" "),
    answer: draw(6).join(" "),
    topic: ["land", "water"][i % 2]!,
  }));
}

export interface ProjectOptions {
  readonly rows?: readonly Row[];
  readonly synthesis?: number;
  readonly calibration?: number;
  readonly test?: number;
  readonly samples?: number;
  readonly timeoutSeconds?: number;
  readonly attempts?: number;
  /** What a million tokens cost, in and out; no price where null. */
  readonly price?: readonly [number, number] | null;
  /** YAML in place of the endpoint, and of the judge and the rules; SERVER stands for how the server is reached. */
  readonly generator?: string;
  readonly verifiers?: string;
}

/** A folder with a file of prompts and a pipeline that sends them to the server at `url`, judges the answers there, and trains nothing. */
export function project(url: string, options: ProjectOptions = {}): Project {
  const {
    synthesis = 24,
    calibration = 10,
    test = 6,
    samples = 2,
    price = [1, 2],
    timeoutSeconds = 250,
    attempts = 6,
  } = options;
  const rows = options.rows ?? prompts(synthesis + calibration + test);
  const folder = mkdtempSync(join(tmpdir(), "pstar-endpoint-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "prompts.yaml");
  const server = `baseUrl: ${url}, timeoutSeconds: ${timeoutSeconds}, attempts: ${attempts}${price === null ? "" : `, price: { input: ${price[0]}, output: ${price[1]} }`}`;
  writeFileSync(join(folder, "prompts.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  writeFileSync(
    file,
    `name: prompts
task: { kind: prompt, correct: { metric: rouge1, atLeast: 0.3 } }
data:
  source: { file: prompts.jsonl, fields: { input: prompt, reference: answer, group: topic } }
  synthesis: ${synthesis}
  calibration: ${calibration}
  test: ${test}
generator:
${(options.generator ?? usualGenerator(samples)).replaceAll("SERVER", server)}
verifiers:
${(options.verifiers ?? usualVerifiers).replaceAll("SERVER", server)}
selections:
  - { selector: top-share, fractions: [0.5] }
students: { train: false }
estimate: { draws: 100 }
`,
  );
  return { folder, file, db: join(folder, "prompts.db") };
}

const usualGenerator = (samples: number) => `  { kind: endpoint, SERVER, model: writer, maxTokens: 16,
    prompt: { system: "You write.", user: "Say it again: {input}" },
    sampling: { method: sample, samples: ${samples} } }`;

const usualVerifiers = `  - { kind: judge, SERVER, model: reader, maxTokens: 32 }
  - { kind: length, unit: words, min: 8 }
  - { kind: oracle }`;

export interface Project {
  readonly folder: string;
  readonly file: string;
  readonly db: string;
}

export interface Finished extends Ended {
  readonly signal: string | null;
}

/** Starts the real command line beside this process, which may have a server to tend. */
export function start(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const { NODE_OPTIONS: _, PSTAR_HOME: __, OPENAI_API_KEY: ___, OPENAI_BASE_URL: ____, ...env } = process.env;
  const child = spawn(process.execPath, [binary, ...args], { env: { ...env, ...variables } });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, "exit").then(async ([code, signal]): Promise<Finished> => {
    const [stdout, stderr] = await said;
    return { code, signal, stdout, stderr };
  });
  return { child, ended };
}

/** `pstar run` of a project to its end. */
export const run = ({ file, db }: Project, ...flags: readonly string[]): Promise<Finished> =>
  start(["run", file, "--db", db, ...flags]).ended;
