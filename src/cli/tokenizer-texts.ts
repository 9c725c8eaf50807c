import { isUtf8 } from "node:buffer";
import { openSource } from "../datasets/bytes.ts";
import { reader } from "../datasets/fields.ts";
import { wholeRows } from "../datasets/formats/blocks.ts";
import { formatOf } from "../datasets/formats/index.ts";
import { readRecords } from "../datasets/read.ts";
import { asText } from "../datasets/values.ts";
import { PstarError } from "../errors.ts";
import { suggestion } from "../nearest.ts";

/**
 * The texts of a file: those of `fields` in its rows where fields are named, else all it holds, some megabytes at a time.
 *
 * @throws PstarError when it can't be read, a row is malformed, no row has a text in one of the fields, or it holds rows and
 *   no fields are named
 */
export function textsOf(file: string, fields: readonly string[] | undefined): AsyncGenerator<string> {
  return fields === undefined ? wholeTexts(file) : fieldTexts(file, fields);
}

async function* wholeTexts(file: string): AsyncGenerator<string> {
  const source = await openSource(file);
  if (![".txt", ".text", ".md"].includes(source.extension) && isRows(source)) throw noFields(file);
  for await (const block of wholeRows(source.chunks(), file)) {
    if (!isUtf8(block)) {
      const remedy = "give a text file, or a file of rows with --fields";
      throw new PstarError("is no text in UTF-8", { exitCode: 2, where: file, remedy });
    }
    yield block.toString();
  }
}

function isRows(source: Parameters<typeof formatOf>[0]): boolean {
  try {
    return formatOf(source) !== undefined;
  } catch {
    return false;
  }
}

async function* fieldTexts(file: string, fields: readonly string[]): AsyncGenerator<string> {
  const wanted = fields.map((name) => ({ name, read: reader(name), found: false }));
  const columns = fields.flatMap((name) => [name, name.split(".")[0]!]);
  const names = new Set<string>();
  for await (const batch of readRecords(file, { columns })) {
    for (const record of batch) {
      if ("reason" in record) {
        const where = `${file}:${record.line}`;
        throw new PstarError(record.reason, { where, remedy: "mend the row or take it out" });
      }
      for (const name of Object.keys(record.value)) names.add(name);
      for (const field of wanted) {
        const text = asText(field.read(record.value));
        if (text === null) continue;
        field.found = true;
        yield text;
      }
    }
  }
  const stray = wanted.find(({ found }) => !found);
  if (stray !== undefined) throw noTexts(file, stray.name, names);
}

const noFields = (file: string): PstarError =>
  new PstarError("holds rows, and nothing says which of their fields hold texts", {
    exitCode: 2,
    where: file,
    remedy: "name them, such as --fields article,summary",
  });

function noTexts(file: string, field: string, names: ReadonlySet<string>): PstarError {
  const message = `no row has a text in "${field}"`;
  const others = [...names].filter((name) => name !== field);
  const remedy = others.length > 0 ? suggestion(field, others) : "name other fields with --fields";
  return new PstarError(message, { exitCode: 2, where: file, remedy });
}
