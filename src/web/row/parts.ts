import type { RowDetail } from "../../server/api.ts";

/** Text for a page, and what it says where that has a shape. */
export type Shown = RowDetail["input"];
export type Detailed = RowDetail["candidates"][number];
export type Overlap = Detailed["overlap"];
/** [from, to) in UTF-16 units. */
export type Span = Overlap["withInput"][number];
export type Score = Detailed["scores"][number];
export type Label = Detailed["labels"][number];
export type Fate = Detailed["fates"][number];
