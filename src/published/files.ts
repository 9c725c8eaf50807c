import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../errors.ts";
import { type Dtype, fileSuffixes } from "./source.ts";

/** What a model is asked to do: write or judge a text, place one in a vector space, or tell its class. */
export type Job = "text" | "embedding" | "classification";

/** What of a `config.json` is looked at here. */
export interface ModelConfig {
  readonly model_type?: string;
  readonly is_encoder_decoder?: boolean;
  readonly max_position_embeddings?: number;
  readonly n_positions?: number;
  readonly id2label?: Readonly<Record<string, string>>;
  readonly eos_token_id?: number | readonly number[] | null;
  readonly decoder_start_token_id?: number | null;
  readonly "transformers.js_config"?: {
    /** Files of weights beside each graph, or beside the graphs named. */
    readonly use_external_data_format?: Chunks | Readonly<Record<string, Chunks>>;
  };
}

type Chunks = number | boolean;

/** Files of a model, as paths in its folder. */
export interface ModelFiles {
  readonly needed: readonly string[];
  /** Read where they are there. */
  readonly optional: readonly string[];
}

export function filesOf(config: ModelConfig, job: Job, dtype: Dtype): ModelFiles {
  const isPair = job === "text" && config.is_encoder_decoder === true;
  const graphs = isPair ? ["encoder_model", "decoder_model_merged"] : ["model"];
  const suffix = fileSuffixes[dtype];
  return {
    needed: [
      "config.json",
      "tokenizer.json",
      "tokenizer_config.json",
      ...graphs.map((graph) => `onnx/${graph}${suffix}.onnx`),
    ],
    optional: [
      "generation_config.json",
      "chat_template.jinja",
      ...graphs.flatMap((graph) => dataFiles(config, graph, suffix)),
    ],
  };
}

/** Weights kept beside a graph, as those of more than 2 GB are; one file where the config does not say how many. */
function dataFiles(config: ModelConfig, graph: string, suffix: string): string[] {
  const said = config["transformers.js_config"]?.use_external_data_format ?? 1;
  const file = `${graph}${suffix}.onnx`;
  const chunks = Number(typeof said === "object" ? (said[file] ?? said[graph] ?? 0) : said);
  return Array.from({ length: chunks }, (_, i) => `onnx/${file}_data${i === 0 ? "" : `_${i}`}`);
}

/** @throws PstarError (exit code 2) where there is none, or it is not JSON, or the model is one of ours in its own layout */
export function readConfig(path: string): ModelConfig {
  const file = join(path, "config.json");
  if (!existsSync(file)) throw missing(path, ["config.json"]);
  const config = parse(file);
  if (config.model_type === "pstar-encoder-decoder") {
    throw new PstarError(
      "is a model that pstar trained, in its own layout and not that of published models",
      {
        exitCode: 2,
        where: path,
        remedy: "train on from it as `base` of a trained generator or of the verifier `peer`",
      },
    );
  }
  return config;
}

function parse(file: string): ModelConfig {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new PstarError("is not a JSON object", { exitCode: 2, where: file, remedy: "download it again" });
}

/**
 * Looks whether a folder has what a job needs.
 *
 * @returns what it has of it, needed and optional files
 * @throws PstarError (exit code 2) where one is missing
 */
export function presentFiles(path: string, { needed, optional }: ModelFiles): string[] {
  const isThere = (file: string): boolean => existsSync(join(path, file));
  const absent = needed.filter((file) => !isThere(file));
  if (absent.length > 0) throw missing(path, absent);
  return [...needed, ...optional].filter(isThere);
}

function missing(path: string, files: readonly string[]): PstarError {
  return new PstarError(`has no ${files.join(" and no ")}`, {
    exitCode: 2,
    where: path,
    remedy: files.some((file) => file.endsWith(".onnx"))
      ? exportRemedy
      : "download the whole model, with its config.json, tokenizer.json, tokenizer_config.json and onnx folder",
  });
}

export const exportRemedy =
  "name a `dtype` that it has, or export it: `optimum-cli export onnx --model NAME FOLDER`, and move the .onnx files into FOLDER/onnx";
