import { emit, type Tensor } from "../graph.ts";

/** cos a; no gradient passes. */
export const cosine = (a: Tensor): Tensor => emit("Cos", [a], {}, a.shape);

/** sin a; no gradient passes. */
export const sine = (a: Tensor): Tensor => emit("Sin", [a], {}, a.shape);
