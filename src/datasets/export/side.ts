import { join } from "node:path";
import { type DataFileOptions, openDataFile } from "./data-file.ts";
import type { TrainingRow } from "./format.ts";
import { jsonLine } from "./json-lines.ts";
import type { SidecarEntry, SidecarHeader } from "./sidecar.ts";
import { openSink } from "./sink.ts";
import type { Split } from "./split.ts";

/** One side of the split being written: its data file, and beside it the sidecar's entries for its rows. */
export interface Side {
  write(row: TrainingRow, origin: Omit<SidecarEntry, "row">): void;
  close(): { readonly data: SidecarHeader["data"][0]; readonly entries: string };
  /** Lets go of the files as they are, closed before or not. */
  abandon(): void;
}

/** @throws PstarError, from each call, where the files can't be written */
export function openSide(folder: string, split: Split, options: DataFileOptions): Side {
  const path = `${split}.${options.kind}`;
  const entries = join(folder, `${split}.entries`);
  const data = openDataFile(join(folder, path), options);
  const sidecar = openSink(entries);
  let rows = 0;
  return {
    write(row, origin) {
      data.write(row);
      sidecar.write(jsonLine({ row: `${split}:${++rows}`, ...origin }));
    },
    close() {
      sidecar.close();
      return { data: { split, path, ...data.close() }, entries };
    },
    abandon() {
      data.abandon();
      sidecar.abandon();
    },
  };
}
