import type { Kind } from "../kind.ts";
import { accident } from "./accident.ts";
import { arts } from "./arts.ts";
import { court } from "./court.ts";
import { cricket } from "./cricket.ts";
import { diplomacy } from "./diplomacy.ts";
import { earnings } from "./earnings.ts";
import { election } from "./election.ts";
import { football } from "./football.ts";
import { health } from "./health.ts";
import { labour } from "./labour.ts";
import { science } from "./science.ts";
import { space } from "./space.ts";
import { technology } from "./technology.ts";
import { tennis } from "./tennis.ts";
import { transport } from "./transport.ts";
import { weather } from "./weather.ts";

/** Every kind of event the newswire reports. */
export const kinds: readonly Kind[] = [
  accident,
  arts,
  court,
  cricket,
  diplomacy,
  earnings,
  election,
  football,
  health,
  labour,
  science,
  space,
  technology,
  tennis,
  transport,
  weather,
];
