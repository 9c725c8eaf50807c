import { noRows, openSource } from "./bytes.ts";
import type { ReadOptions, RecordBatch } from "./formats/format.ts";
import { formatOf } from "./formats/index.ts";

/**
 * The rows of a file in its order, some thousands at a time; memory does not grow with the file. JSONL, JSON arrays, CSV
 * and TSV, each as it is or gzipped, and Parquet, told apart by content and extension. Values are as the file has them:
 * those of CSV are texts. A row that can't be read comes as a `BadRow` in its place, and the reading goes on.
 *
 * @throws PstarError (exit code 2) when there is no such file, when it is of no such kind or has no rows; (exit code 1)
 *   when it is damaged or was cut short, after the rows before that
 */
export async function* readRecords(path: string, options: ReadOptions = {}): AsyncGenerator<RecordBatch> {
  const source = await openSource(path);
  let isEmpty = true;
  for await (const batch of formatOf(source).read(source, options)) {
    options.signal?.throwIfAborted();
    if (batch.length > 0) isEmpty = false;
    yield batch;
  }
  if (isEmpty) throw noRows(path);
}
