import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { PstarError } from "../errors.ts";

/** What the name of an ONNX file ends with, by the type its numbers are stored in. */
export const fileSuffixes = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
} as const;

/** The options that say where a published model is and how it is run. */
export const sourceShape = {
  model: z
    .string()
    .min(1)
    .describe(
      "Folder of the model, from this file's folder, or its name on the Hugging Face hub, e.g. org/name",
    ),
  revision: z
    .string()
    .min(1)
    .optional()
    .describe("Branch, tag or commit on the hub, best a commit, which never changes; main when left out"),
  dtype: z
    .enum(Object.keys(fileSuffixes) as [Dtype, ...Dtype[]])
    .default("fp32")
    .describe(
      "Which of its files: fp32 is onnx/model.onnx, q8 model_quantized.onnx, fp16 model_fp16.onnx, …",
    ),
  device: z
    .enum(["cpu", "cuda", "webgpu", "dml", "coreml"])
    .default("cpu")
    .describe("What runs it; all but cpu need their driver"),
};

export type Dtype = keyof typeof fileSuffixes;

/** Which published model, and how it is run. */
export interface Source {
  readonly model: string;
  readonly revision?: string | undefined;
  readonly dtype: Dtype;
  readonly device: "cpu" | "cuda" | "webgpu" | "dml" | "coreml";
}

/** A model's folder, and its name on the hub where it comes from there. */
export interface Place {
  readonly path: string;
  readonly hub?: { readonly name: string; readonly revision: string };
}

/**
 * Where a model is. A name that is no folder, and could be one on the hub, is taken for that.
 *
 * @param folder that a relative path starts at
 * @throws PstarError (exit code 2) where it can be neither
 */
export function locate({ model, revision }: Source, folder: string): Place {
  const path = resolve(folder, model);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder && revision === undefined) return { path };
  if (isFolder) {
    throw new PstarError("a folder has no revisions", {
      exitCode: 2,
      where: path,
      remedy: "leave `revision` out",
    });
  }
  if (!/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(model)) {
    throw new PstarError("no such folder", {
      exitCode: 2,
      where: path,
      remedy:
        "relative paths start at the folder of the file that names them; on the hub a model is called org/name",
    });
  }
  const version = revision ?? "main";
  return { path: join(cacheFolder(), model, version), hub: { name: model, revision: version } };
}

/** A model's own name, without the folder or organisation it is in. */
export const shortName = ({ model }: Source): string =>
  model
    .replace(/[/\\]+$/, "")
    .replace(/^.*[/\\]/, "")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-");

const cacheFolder = (): string =>
  join(process.env.PSTAR_HOME ?? join(homedir(), ".cache", "pstar"), "models");
