import { b1999 } from "./b1999.ts";
import type { CreateEncoding } from "./encoding.ts";
import { fp15 } from "./fp15.ts";
import { p1000 } from "./p1000.ts";

export const encodingNames = ["P1000", "B1999", "FP15"] as const;

export const encodings: Readonly<Record<(typeof encodingNames)[number], CreateEncoding>> = {
  P1000: p1000,
  B1999: b1999,
  FP15: fp15,
};
