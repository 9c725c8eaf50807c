import type { Draw } from "../draw.ts";
import { words } from "./list.ts";

const dayNames = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");
const monthNames = words(
  "January February March April May June July August September October November December",
);

/** Days on which courts sit and markets trade. */
export const workdays = (draw: Draw, count: number): string[] => draw.several(dayNames.slice(0, 5), count);
export const weekdays = (draw: Draw, count: number): string[] => draw.several(dayNames, count);
export const months = (draw: Draw, count: number): string[] => draw.several(monthNames, count);
