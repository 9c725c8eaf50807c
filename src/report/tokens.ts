/**
 * Colours, type and spacing of the report and of the page, as custom properties: light, and dark by the reader's preference or by
 * `data-theme` on the root. Every ink has a contrast of at least 4.5 on `--paper` and on `--sheet` (WCAG 2.2, AA).
 */
export function tokensCss(): string {
  const [light, dark] = [declared("light"), declared("dark")];
  return [
    `:root{color-scheme:light dark;${shared}${light}}`,
    `@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}`,
    `:root[data-theme=dark]{color-scheme:dark;${dark}}`,
    ":root[data-theme=light]{color-scheme:light}",
    `:root[data-theme=dark] .pstar-figure{${declaredInks("dark")}}`,
    `:root[data-theme=light] .pstar-figure{${declaredInks("light")}}`,
    "",
  ].join("\n");
}

/** The theme's colours, and `--series-0` … for what the inks of figures are about. */
const declared = (theme: "light" | "dark"): string =>
  [
    ...Object.entries(themes[theme]),
    ...seriesInks.map((ink, i): [string, string] => [`series-${i}`, ink[theme]]),
  ]
    .map(([name, value]) => `--${name}:${value};`)
    .join("");

const shared = [
  "--font:system-ui,'Segoe UI',Roboto,'Helvetica Neue','DejaVu Sans',sans-serif;",
  "--mono:ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace;",
  "--small:0.8125rem;--text:0.9375rem;--large:1.25rem;--huge:1.75rem;",
  "--gap-1:0.25rem;--gap-2:0.5rem;--gap-3:0.75rem;--gap-4:1rem;--gap-6:1.5rem;--gap-10:2.5rem;",
  "--round:6px;",
].join("");

/** Light and dark, by name. */
export const themes = {
  light: {
    /** Behind everything, and behind what stands out of it. */
    paper: "#fafaf7",
    sheet: "#ffffff",
    ink: "#1b1b1b",
    muted: "#5b5b57",
    line: "#dcdbd5",
    /** Links, focus, the chosen one. */
    accent: "#0067a3",
    "accent-soft": "#e3f0f9",
    /** Verdicts; each also has a sign of its own. */
    improves: "#00704f",
    "improves-soft": "#e0f3ec",
    collapses: "#b03a06",
    "collapses-soft": "#fbe8de",
    "no-gain": "#6b5200",
    "no-gain-soft": "#f7efd5",
    narrow: "#6b5200",
    "narrow-soft": "#f7efd5",
    undecided: "#55555f",
    "undecided-soft": "#ececf1",
    /** Marked words: shared with the input, with the reference. */
    "mark-input": "#cfe6f7",
    "mark-reference": "#f7dfb0",
  },
  dark: {
    paper: "#151517",
    sheet: "#1d1d20",
    ink: "#ececea",
    muted: "#a9a9a4",
    line: "#37373c",
    accent: "#6cbcf2",
    "accent-soft": "#16324a",
    improves: "#43d6a3",
    "improves-soft": "#10342a",
    collapses: "#ff9a66",
    "collapses-soft": "#45210f",
    "no-gain": "#e6bf55",
    "no-gain-soft": "#392e0d",
    narrow: "#e6bf55",
    "narrow-soft": "#392e0d",
    undecided: "#b9b9c4",
    "undecided-soft": "#2c2c33",
    "mark-input": "#1d4766",
    "mark-reference": "#5c4413",
  },
} as const;

/** Of series in figures, after Okabe & Ito: a contrast of at least 3 on both grounds. */
export const seriesInks = [
  { light: "#0072b2", dark: "#5ab8f0" },
  { light: "#d55e00", dark: "#ff8a3d" },
  { light: "#00906a", dark: "#2fcf9f" },
  { light: "#b5548f", dark: "#ee9fcb" },
  { light: "#333333", dark: "#e8e8e8" },
  { light: "#b98200", dark: "#f5c242" },
  { light: "#3f97cc", dark: "#a9dcff" },
  { light: "#7d5a3c", dark: "#c9a68a" },
] as const;

/** Every colour of a figure as a variable: the inks of its series, of alarming text, and what lies behind its labels. */
export const figureVariables = [
  ...seriesInks.map((ink, i) => ({ ...ink, name: `--pstar-ink-${i}` })),
  { light: themes.light.collapses, dark: themes.dark.collapses, name: "--pstar-alert" },
  { light: "#ffffff", dark: "#121212", name: "--pstar-paper" },
] as const;

export const declaredInks = (theme: "light" | "dark"): string =>
  figureVariables.map((one) => `${one.name}:${one[theme]}`).join(";");
