import type { Kind } from "../kind.ts";
import { court } from "./court.ts";
import { cricket } from "./cricket.ts";
import { earnings } from "./earnings.ts";
import { election } from "./election.ts";
import { football } from "./football.ts";
import { tennis } from "./tennis.ts";
import { weather } from "./weather.ts";

/** Every kind of event the newswire reports. */
export const kinds: readonly Kind[] = [court, cricket, earnings, election, football, tennis, weather];
