import { PstarError } from "../../errors.ts";
import type { Source } from "../bytes.ts";
import { csv, tsv } from "./csv.ts";
import type { Format } from "./format.ts";
import { jsonArray } from "./json-array.ts";
import { jsonl } from "./jsonl.ts";
import { parquet } from "./parquet.ts";

/** Every kind of file that is read. The first that fits is taken. */
const formats: readonly Format[] = [csv, tsv, parquet, jsonArray, jsonl];

/** @throws PstarError (exit code 2) when the file is of no kind that is read */
export function formatOf(source: Source): Format {
  const format = formats.find((one) => one.fits(source));
  if (format !== undefined) return format;
  const remedy = "give JSONL, a JSON array, CSV or TSV (.csv, .tsv; each may be gzipped), or Parquet";
  throw new PstarError("is no kind of file that is read here", { exitCode: 2, where: source.path, remedy });
}
