import * as Plot from "@observablehq/plot";
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

const inks = [
  { light: "#0072b2", dark: "#5ab8f0" },
  { light: "#d55e00", dark: "#ff8a3d" },
  { light: "#00906a", dark: "#2fcf9f" },
  { light: "#b5548f", dark: "#ee9fcb" },
  { light: "#333333", dark: "#e8e8e8" },
  { light: "#b98200", dark: "#f5c242" },
  { light: "#3f97cc", dark: "#a9dcff" },
  { light: "#7d5a3c", dark: "#c9a68a" },
] as const;
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
    ink: inks[index % inks.length]!.light,
    dash: dashes[index % dashes.length]!,
    marker: markers[index % markers.length]!,
    opacity: opacities[index % opacities.length]!,
  };
}

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
  const themed = [...inks.map((ink, i) => ({ ...ink, name: `--pstar-ink-${i}` })), paperInk];
  const rules = themed.flatMap(({ light, name }) =>
    ["stroke", "fill"].map(
      (property) => `.pstar-figure [${property}="${light}"]{${property}:var(${name},${light})}`,
    ),
  );
  const dark = themed.map(({ dark, name }) => `${name}:${dark}`).join(";");
  return element(
    "style",
    {},
    ".pstar-figure{max-width:100%;height:auto}",
    "svg:root.pstar-figure{color:#1b1b1b;color-scheme:light dark}",
    ...rules,
    `@media screen and (prefers-color-scheme:dark){.pstar-figure{${dark}}svg:root.pstar-figure{color:#e8e8e8}}`,
  );
}

const paperInk = { light: paper, dark: "#121212", name: "--pstar-paper" };
