import { serve } from "../server/serve.ts";
import { runsFolder } from "./database.ts";
import { print } from "./run.ts";

export interface ViewFlags {
  readonly port?: number;
}

/** `pstar view [DATABASES…]`: the page over runs, for as long as nobody presses Ctrl-C. */
export async function view(databases: readonly string[], flags: ViewFlags): Promise<void> {
  const stopped = stop();
  const serving = await serve(databases.length === 0 ? [runsFolder()] : databases, flags);
  print(`${serving.url}#token=${serving.token}`);
  print("Open it in a browser of this machine; Ctrl-C ends it.");
  await stopped;
  await serving.close();
}

/** Ends with the first Ctrl-C (or SIGTERM); the next one is the system's, which quits at once. */
function stop(): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = () => {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      resolve();
    };
    process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  });
}
