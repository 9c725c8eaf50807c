import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { PstarError } from "../errors.ts";
import { exportRemedy, filesOf, type Job, readConfig } from "./files.ts";
import type { Dtype, Place } from "./source.ts";

type HubPlace = Required<Place>;

/**
 * Brings what a job needs of a model from the hub into its folder, if it is not there yet: nothing is asked of the network then.
 * Goes by HF_TOKEN and HF_ENDPOINT.
 *
 * @throws PstarError where the hub cannot be reached, or has no such model or file
 */
export async function download(place: HubPlace, job: Job, dtype: Dtype): Promise<void> {
  await fetchFile(place, "config.json", true);
  const { needed, optional } = filesOf(readConfig(place.path), job, dtype);
  if (needed.every((file) => existsSync(join(place.path, file)))) return;
  // The needed ones last: once they are there, all that was to be had is.
  for (const file of optional) await fetchFile(place, file, false);
  for (const file of needed) await fetchFile(place, file, true);
}

async function fetchFile({ path, hub }: HubPlace, file: string, isNeeded: boolean): Promise<void> {
  const target = join(path, file);
  if (existsSync(target)) return;
  const { name, revision } = hub;
  const url = `${endpoint()}/${name}/resolve/${encodeURIComponent(revision)}/${file}`;
  const part = `${target}.${randomUUID()}.part`;
  try {
    const response = await fetch(url, { headers: authorization() });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      if (response.status === 404 && !isNeeded) return;
      throw refusal(hub, file, response.status);
    }
    await mkdir(dirname(target), { recursive: true });
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(part));
    await rename(part, target);
  } catch (cause) {
    await rm(part, { force: true });
    if (cause instanceof PstarError) throw cause;
    throw new PstarError(`${file} cannot be fetched from ${endpoint()} (${reasonOf(cause)})`, {
      where: name,
      remedy:
        "no such folder is here either: download the model where there is a network, with its config, tokenizer and onnx files, and name its folder",
      cause,
    });
  }
}

const endpoint = (): string => (process.env.HF_ENDPOINT ?? "https://huggingface.co").replace(/\/+$/, "");

function authorization(): Record<string, string> {
  const token = process.env.HF_TOKEN;
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function refusal({ name, revision }: HubPlace["hub"], file: string, status: number): PstarError {
  const where = `${name}@${revision}`;
  if (status === 404) {
    return new PstarError(`the hub has no ${file}`, {
      exitCode: 2,
      where,
      remedy: file.endsWith(".onnx")
        ? exportRemedy
        : "check the name and the revision, or name a model's folder",
    });
  }
  const isForbidden = status === 401 || status === 403;
  return new PstarError(`the hub refuses ${file} (${status})`, {
    exitCode: isForbidden ? 2 : 1,
    where,
    remedy: isForbidden
      ? "check the name; a private or gated model needs a token in HF_TOKEN that may read it"
      : "try again later",
  });
}

/** What undici hides in the cause of `fetch failed`. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  if (cause instanceof Error)
    return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return thrown.message;
}
