import { type Command, InvalidArgumentError } from "commander";
import type { RequestOptions } from "../pipeline/index.ts";
import { wholeNumber } from "./data-flags.ts";

/** How endpoints are asked, by whatever generates or judges through one. */
export interface RequestFlags {
  readonly jobs?: number;
  readonly maxCost?: number;
  readonly retryErrors?: true;
}

export function withRequestFlags(command: Command): Command {
  return command
    .option("-j, --jobs <n>", "requests to an endpoint under way at once, at most (default: 16)", wholeNumber)
    .option("--max-cost <amount>", "stop before all requests of the database cost more than this", amount)
    .option("--retry-errors", "try the rows again that failed before, and what was made of the others anew");
}

/** The flags as the pipeline takes them. */
export function requestsBy({ jobs, maxCost, retryErrors }: RequestFlags): RequestOptions & {
  readonly retryErrors?: boolean;
} {
  return {
    ...(jobs !== undefined && { requests: jobs }),
    ...(maxCost !== undefined && { maxCost }),
    ...(retryErrors && { retryErrors }),
  };
}

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("It must be an amount of money, such as 2.50.");
}
