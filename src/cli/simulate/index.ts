import { collapse } from "./collapse.ts";
import { mixing } from "./mixing.ts";
import { mixture } from "./mixture.ts";
import { network } from "./network.ts";
import { pareto } from "./pareto.ts";
import { scaling } from "./scaling.ts";
import { transition } from "./transition.ts";
import { width } from "./width.ts";

/** What `pstar simulate` can show, in the order of its help. */
export const simulations = [collapse, transition, mixture, scaling, width, pareto, mixing, network];
