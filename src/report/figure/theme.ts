import * as Plot from "@observablehq/plot";
import { declaredInks, figureVariables, seriesInks, themes } from "../tokens.ts";
import { element } from "./markup.ts";

/**
 * How the i-th series looks: colour (after Okabe & Ito, dimmed to show on white), dash and marker all differ, so that
 * any one of the three is enough to tell series apart.
 */
export interface Look {
  readonly ink: string;
  readonly dash: string;
  readonly marker: Plot.SymbolType;
  readonly opacity: number;
}

const dashes = ["none", "8 4", "2 3", "10 3 2 3", "14 4", "5 2 1.5 2 1.5 2", "4 4", "14 3 5 3"] as const;
const markers: readonly Plot.SymbolType[] = [
  "circle",
  "square",
  "triangle",
  "diamond",
  "cross",
  "star",
  "wye",
  "hexagon",
];
/** Of stacked areas: neighbours differ in lightness too. */
const opacities = [0.85, 0.5, 0.25] as const;

export function lookOf(index: number): Look {
  return {
    ink: seriesInks[index % seriesInks.length]!.light,
    dash: dashes[index % dashes.length]!,
    marker: markers[index % markers.length]!,
    opacity: opacities[index % opacities.length]!,
  };
}

const referenceDashes = ["2 3", "7 3", "none"] as const;

/** Of what series are compared with: the colour of text, told apart by the dash. */
export const referenceLook = (index: number): Look => ({
  ink: "currentColor",
  dash: referenceDashes[index % referenceDashes.length]!,
  marker: "circle",
  opacity: 0.25,
});

/** Text that is to be looked at; series' inks are for marks, and not read as well. */
export const alertInk = themes.light.collapses;

/** Behind a label, so that it reads over a line. */
export const paper = "#ffffff";

/** Colours of a value from low (0) to high (1): cividis, one order of lightness for every kind of sight. */
const ramp = Plot.scale({ color: { type: "linear", scheme: "cividis", domain: [0, 1] } });

export function rampColor(share: number): string {
  const [red, green, blue] = String(ramp.apply(Math.min(1, Math.max(0, share))))
    .match(/\d+/g)!
    .map(Number);
  return `#${[red!, green!, blue!].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** Black or white, whichever reads on that share of the ramp. */
export const rampText = (share: number): string => (share < 0.48 ? "white" : "black");

/**
 * The light colours stand in the elements themselves, so a renderer without style sheets shows them; where there are,
 * each is a variable (`--pstar-ink-0`, …, `--pstar-paper`) that a page may set, and dark by the reader's preference.
 */
export function stylesheet(): string {
  const rules = figureVariables.flatMap(({ light, name }) =>
    ["stroke", "fill"].map(
      (property) => `.pstar-figure [${property}="${light}"]{${property}:var(${name},${light})}`,
    ),
  );
  return element(
    "style",
    {},
    ".pstar-figure{max-width:100%;height:auto}",
    "svg:root.pstar-figure{color:#1b1b1b;color-scheme:light dark}",
    ...rules,
    `@media screen and (prefers-color-scheme:dark){.pstar-figure{${declaredInks("dark")}}svg:root.pstar-figure{color:#e8e8e8}}`,
  );
}

/** Of pictures of a fixed theme: what they stand on, and text. */
export const grounds = {
  light: { sheet: themes.light.sheet, ink: themes.light.ink },
  dark: { sheet: themes.dark.sheet, ink: themes.dark.ink },
} as const;

const darkInks = new Map<string, string>([
  ...figureVariables.map(({ light, dark }) => [light, dark] as const),
  [paper, themes.dark.sheet],
]);

/** Markup in the colours of the light theme in those of the dark one. */
export const inDark = (markup: string): string =>
  markup.replaceAll(
    / (stroke|fill)="(#[0-9a-f]{6})"/g,
    (_, name: string, colour: string) => ` ${name}="${darkInks.get(colour) ?? colour}"`,
  );
