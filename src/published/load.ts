import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../errors.ts";
import { filesOf, type Job, type ModelConfig, presentFiles, readConfig } from "./files.ts";
import { download } from "./hub.ts";
import { type Library, type LibraryModel, library, type Tokenizer } from "./library.ts";
import { locate, type Source } from "./source.ts";

/** A model with its tokenizer, ready to run. */
export interface Loaded {
  readonly library: Library;
  readonly model: LibraryModel;
  readonly tokenizer: Tokenizer;
  readonly config: ModelConfig;
  /** Its folder. */
  readonly path: string;
}

/** What a model is run with besides its own options. */
export interface Surroundings {
  /** That a relative path starts at. */
  readonly folder: string;
  /** Threads that one operation may use. */
  readonly threads: number;
}

/**
 * Loads a published model, from its folder or the hub.
 *
 * @throws PstarError that names what is missing or unfit
 */
export async function load(source: Source, job: Job, { folder, threads }: Surroundings): Promise<Loaded> {
  const place = locate(source, folder);
  const { path, hub } = place;
  if (hub !== undefined) await download({ path, hub }, job, source.dtype);
  const config = readConfig(path);
  presentFiles(path, filesOf(config, job, source.dtype));
  const loaded = await library();
  const Model = modelClass(loaded, job, config);
  if (!Model.supports(config.model_type ?? "")) throw unsupported(path, job, config);
  const tokenizer = await loadTokenizer(loaded, path);
  try {
    const model = await Model.from_pretrained(path, {
      local_files_only: true,
      dtype: source.dtype,
      device: source.device,
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 4 },
    });
    return { library: loaded, model: explaining(model, path), tokenizer, config, path };
  } catch (cause) {
    throw unloadable(path, source, cause);
  }
}

/** The model, with a line for what its networks refuse: most often tokens that they have no place for. */
function explaining(model: LibraryModel, path: string): LibraryModel {
  for (const session of Object.values(model.sessions)) {
    const run: (feeds: unknown) => Promise<unknown> = session.run.bind(session);
    session.run = (feeds: unknown) =>
      run(feeds).catch((cause) => {
        throw new PstarError(`cannot be run: ${firstLine(cause)}`, {
          where: path,
          remedy: "look whether its config.json, its tokenizer and its onnx files belong together",
          cause,
        });
      });
  }
  return model;
}

function modelClass(loaded: Library, job: Job, config: ModelConfig) {
  if (job === "embedding") return loaded.AutoModel;
  if (job === "classification") return loaded.AutoModelForSequenceClassification;
  return config.is_encoder_decoder === true ? loaded.AutoModelForSeq2SeqLM : loaded.AutoModelForCausalLM;
}

const jobs: Readonly<Record<Job, string>> = {
  text: "as a language model",
  embedding: "for embeddings",
  classification: "as a classifier of texts",
};

function unsupported(path: string, job: Job, { model_type: type }: ModelConfig): PstarError {
  return new PstarError(
    `the architecture "${type ?? "of no name"}" is not one that can be run ${jobs[job]}`,
    {
      exitCode: 2,
      where: join(path, "config.json"),
      remedy: "choose a model of another `model_type`",
    },
  );
}

async function loadTokenizer(loaded: Library, path: string): Promise<Tokenizer> {
  try {
    const tokenizer = await loaded.AutoTokenizer.from_pretrained(path, { local_files_only: true });
    const template = join(path, "chat_template.jinja");
    // Newer folders keep the template in a file of its own, which the library does not read.
    if (existsSync(template)) tokenizer.chat_template ??= readFileSync(template, "utf8");
    return tokenizer;
  } catch (cause) {
    throw new PstarError(`the tokenizer cannot be loaded: ${firstLine(cause)}`, {
      exitCode: 2,
      where: join(path, "tokenizer.json"),
      remedy: "download it again",
      cause,
    });
  }
}

function unloadable(path: string, { device }: Source, cause: unknown): PstarError {
  const message = firstLine(cause);
  const file = /[^/\\ ]+\.onnx/.exec(message)?.[0];
  return new PstarError(`cannot be loaded on ${device}: ${message.replace(/^.*\.onnx failed:\s*/, "")}`, {
    exitCode: 2,
    where: file === undefined ? path : join(path, "onnx", file),
    remedy:
      device === "cpu"
        ? "it may be cut short or damaged: download or export it again"
        : "choose the device cpu",
    cause,
  });
}

const firstLine = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split("\n", 1)[0]!;

/** Something loaded when it is first asked for, and let go of if it was. */
export interface Lazy<T> {
  get(): Promise<T>;
  release(): Promise<void>;
}

export function lazily<T>(open: () => Promise<T>, close: (opened: T) => Promise<unknown>): Lazy<T> {
  let opening: Promise<T> | undefined;
  return {
    get: () => (opening ??= open()),
    async release() {
      // One that could not be opened holds nothing, and has been told of.
      await opening?.then(close, () => {});
    },
  };
}
