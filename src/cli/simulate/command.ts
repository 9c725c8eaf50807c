import type { Command } from "commander";
import { type Flags, flagName, numberOf, type ValuesOf, whole } from "./flags.ts";
import { simulations } from "./index.ts";
import type { SharedFlags } from "./perform.ts";

/** Adds `pstar simulate NAME`. */
export function simulateCommand(root: Command): void {
  const simulate = root
    .command("simulate")
    .usage("<name> [flags]")
    .description("show what theory and simulation say of training on synthetic data");
  for (const simulation of simulations) {
    const { name, summary, takes, runs, flags } = simulation;
    const command = simulate
      .command(name)
      .description(`${summary}\nIts defaults take about ${takes} on two cores.`)
      .summary(summary);
    for (const [key, { argument, help, shown, parse }] of Object.entries(flags)) {
      command.option(`${flagName(key)} <${argument}>`, `${help} (default: ${shown})`, parse);
    }
    command
      .optionsGroup("Common to all simulations:")
      .option("--runs <n>", `independent draws of each point (default: ${runs})`, numberOf(whole()))
      .option("--seed <n>", "everything random is derived from it (default: 1)", numberOf(whole(0)))
      .option("--json", "print one JSON object on standard output")
      .option("--csv <file>", "write the figure's numbers")
      .option("--svg <file>", "write the figure")
      .option("--debug", "show the stack of an error")
      .action(async (given: SharedFlags & Partial<ValuesOf<Flags>>) =>
        (await import("./perform.ts")).perform(simulation, given),
      );
  }
}
