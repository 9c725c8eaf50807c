import { element, escapeText } from "./markup.ts";
import { grounds, inDark, stylesheet } from "./theme.ts";

/** `auto`: by the reader's preference, on a transparent ground; else fixed, on a ground of its own. */
export type Theme = "auto" | "light" | "dark";

export interface Picture {
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

/**
 * A self-contained SVG around markup drawn in the colours of the light theme. Of a fixed theme all colours stand in the
 * elements themselves, for renderers that know no style sheet.
 */
export function pictureSvg(picture: Picture, parts: readonly string[]): string {
  const { title, description, width, height, theme } = picture;
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const root = {
    xmlns: "http://www.w3.org/2000/svg",
    class: "pstar-figure",
    role: "img",
    "aria-label": title,
  };
  const type = {
    fill: "currentColor",
    "font-family": "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
    "text-anchor": "middle",
  };
  const heads = [element("title", {}, escapeText(title)), element("desc", {}, escapeText(description))];
  if (theme === "auto") {
    return `${element("svg", { ...root, ...size, ...type }, ...heads, stylesheet(), ...parts)}\n`;
  }
  const { sheet, ink } = grounds[theme];
  const ground = element("rect", { width, height, fill: sheet });
  const drawn = theme === "dark" ? parts.map(inDark) : parts;
  return `${element("svg", { ...root, ...size, ...type, color: ink }, ...heads, ground, ...drawn)}\n`;
}
