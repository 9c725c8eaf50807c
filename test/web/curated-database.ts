import { join } from "node:path";
import { beforeAll } from "vitest";
import { curated, curation, writeLines } from "../pipeline/curated.ts";
import { lastingFolder } from "../pipeline/tiny.ts";

/** The database of a curation of a judge's better half, made before the file's tests. */
export function curatedDatabase(lines: Parameters<typeof writeLines>[1]): string {
  const folder = lastingFolder();
  beforeAll(async () => {
    const select = { by: "judge", selector: { kind: "top-share", fraction: 0.5 } };
    await curated(curation(writeLines(folder, lines), { select }), folder);
  });
  return join(folder, "rows.db");
}
