import type { Draw } from "../draw.ts";
import { words } from "./list.ts";

const starts = words(`
  Alder Ash Beck Birch Black Bram Brook Carn Clay Cran Dun East Elm Fair Fern Glen Hart Hazel Kings Lang Lin Mar Mill
  Nor Oak Pen Red Rock Sal Shel Stan Thorn West Win
`);
const ends = words("bury combe dale field ford gate haven mere mouth port ton wick worth");
const regionNames = words(`
  Norvale Westmark Eastmoor Highmoor Lowmark Greyland Silverdale Sunmark Rivermark Stonevale Longmoor Redmark Coldmark
  Windland Marland Lakeland Fenland Ironvale Saltmarsh Greenmoor
`);
const countryNames = words(`
  Arland Belmora Brenia Cordessa Dalmora Elvania Ferland Galdia Halvia Istara Jorland Kestria Lumeria Maldora Nordania
  Ostova Palmora Quoria Ravonia Soluna Tarvia Ulmora Valdora Westria Yaronia Zandria
`);

export const towns = (draw: Draw, count: number): string[] => {
  const found = draw.several(starts, count);
  return found.map((start) => start + draw.pick(ends));
};
export const regions = (draw: Draw, count: number): string[] => draw.several(regionNames, count);
export const countries = (draw: Draw, count: number): string[] => draw.several(countryNames, count);
