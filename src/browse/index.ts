/** The rows behind a run: found, filtered, looked at, labelled, and selected anew. */
export { type Browser, createBrowser, type SetColumns } from "./browser.ts";
export { rowDetail } from "./detail.ts";
export { giveLabel, labelQueue } from "./labels.ts";
export { type ReselectQuestion, reselect } from "./reselect.ts";
export type * from "./row.ts";
