import type { Drawing } from "../drawing.ts";
import { type Figure, figureCsv, figureSvg } from "../figure.ts";

type Told = Omit<Figure, "description"> & { readonly description: string };

/** A figure as a drawing: the numbers behind it are its own. */
export const figureDrawing = (id: string, figure: Told): Drawing => ({
  id,
  title: figure.title,
  description: figure.description,
  svg: (options) => figureSvg(figure, options),
  csv: () => figureCsv(figure),
});
