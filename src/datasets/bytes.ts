import { createReadStream, type ReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { extname } from "node:path";
import { createGunzip } from "node:zlib";
import { PstarError } from "../errors.ts";

const HEAD_BYTES = 1 << 16;
const CHUNK_BYTES = 1 << 20;

/** A file of rows, opened far enough to tell its format. */
export interface Source {
  readonly path: string;
  /** In lower case, without `.gz`: `.jsonl`. Empty where the name has none. */
  readonly extension: string;
  /** The first bytes of its content (at most 64 KiB), after decompression and without a byte-order mark. */
  readonly head: Buffer;
  /** Bytes on disk. */
  readonly size: number;
  /**
   * The content in order, decompressed, without a byte-order mark. Every chunk is the caller's to keep.
   * @param onRead told how many of the file's `size` bytes have been read so far
   */
  chunks(onRead?: (bytes: number) => void): AsyncGenerator<Buffer>;
}

/** Compressions that are told apart by their first bytes only to be refused by name. */
const foreign: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["bzip2", [0x42, 0x5a, 0x68]],
];
const begins = (bytes: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, i) => bytes[i] === byte);

/**
 * Looks at a file's first bytes.
 * @throws PstarError (exit code 2) when there is no such file, when it can't be read, is empty, no file of text or Parquet
 * at all (a folder, a pipe, another compression), or not in UTF-8
 */
export async function openSource(path: string): Promise<Source> {
  const { size, start } = await firstBytes(path);
  if (size === 0) throw noRows(path);
  const isGzip = begins(start, [0x1f, 0x8b]);
  const chunks = isGzip ? gunzipped : plain;
  const head = withoutMark(isGzip ? await firstOf(gunzipped(path)) : start);
  refuseForeign(path, head);
  const name = path.toLowerCase();
  return {
    path,
    extension: extname(isGzip ? name.replace(/\.gz(ip)?$/, "") : name),
    head,
    size,
    async *chunks(onRead) {
      let isFirst = true;
      for await (const chunk of chunks(path, onRead)) {
        yield isFirst ? withoutMark(chunk) : chunk;
        isFirst = false;
      }
    },
  };
}

/** What a file without a single row gets. */
export function noRows(path: string): PstarError {
  return new PstarError("has no rows", { exitCode: 2, where: path, remedy: "give a file with some" });
}

async function firstBytes(path: string): Promise<{ size: number; start: Buffer }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const facts = await file.stat();
    if (!facts.isFile()) {
      const what = facts.isDirectory() ? "is a folder, not a file" : "is no ordinary file";
      const remedy = facts.isDirectory()
        ? "name one of its files"
        : "save it to a file first: it is read twice";
      throw new PstarError(what, { exitCode: 2, where: path, remedy });
    }
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return { size: facts.size, start: buffer.subarray(0, bytesRead) };
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file?.close();
  }
}

async function firstOf(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  for await (const chunk of chunks) return chunk.subarray(0, HEAD_BYTES);
  return Buffer.alloc(0);
}

function refuseForeign(path: string, head: Buffer): void {
  const compression = foreign.find(([, magic]) => begins(head, magic));
  if (compression !== undefined) {
    throw new PstarError(`is compressed with ${compression[0]}, which is not read here`, {
      exitCode: 2,
      where: path,
      remedy: "decompress it, or compress it with gzip",
    });
  }
  if (begins(head, [0xff, 0xfe]) || begins(head, [0xfe, 0xff])) {
    throw new PstarError("is in UTF-16", { exitCode: 2, where: path, remedy: "save it as UTF-8" });
  }
}

const withoutMark = (bytes: Buffer): Buffer =>
  begins(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes;

async function* plain(path: string, onRead?: (bytes: number) => void): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    for (let total = 0; ; ) {
      const { bytesRead, buffer } = await file.read(
        Buffer.allocUnsafeSlow(CHUNK_BYTES),
        0,
        CHUNK_BYTES,
        total,
      );
      if (bytesRead === 0) return;
      total += bytesRead;
      yield buffer.subarray(0, bytesRead);
      onRead?.(total);
    }
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

async function* gunzipped(path: string, onRead?: (bytes: number) => void): AsyncGenerator<Buffer> {
  const file: ReadStream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const content = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on("error", (error) => content.destroy(error));
  file.pipe(content);
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      yield chunk;
      onRead?.(file.bytesRead);
    }
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    file.destroy();
    content.destroy();
  }
}

const causes: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  ENOENT: ["no such file", "check its name and folder"],
  EACCES: ["may not be read", "ask for the right to read it"],
  EISDIR: ["is a folder, not a file", "name one of its files"],
  Z_BUF_ERROR: ["its gzip data ends too early", "get the whole file: it was cut short"],
  Z_DATA_ERROR: ["its gzip data is damaged", "get the file again"],
};

/** What the system says of a file, as one line; an error that is none of the system's goes through as it is. */
function unreadable(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof PstarError || code === undefined) return error;
  const [message, remedy] = causes[code] ?? [`can't be read: ${(error as Error).message}`, "check the file"];
  return new PstarError(message, {
    exitCode: code.startsWith("Z_") ? 1 : 2,
    where: path,
    remedy,
    cause: error,
  });
}
