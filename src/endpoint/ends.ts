import { PstarError } from "../errors.ts";
import { clean } from "./clean.ts";

/** What the words below speak of. */
export interface Spoken {
  readonly baseUrl: string;
  readonly model: string;
  /** Name of the variable that holds the key, and whether it holds one. */
  readonly key: string;
  readonly hasKey: boolean;
}

const kept = "everything answered so far is kept";

const wrong = (message: string, where: string, remedy: string) =>
  new PstarError(message, { where, remedy, exitCode: 2 });

export const priceless = (model: string) =>
  wrong(
    `the price of ${clean(model)} is not known, so what a run may cost cannot be limited`,
    "price",
    "give `price: { input: …, output: … }`, per million tokens; 0 for a server of your own",
  );

export const unbounded = () =>
  wrong(
    "without a bound on an answer's length, what a run may cost cannot be limited",
    "maxTokens",
    "give `maxTokens`",
  );

export const withoutSchemas = () =>
  wrong("the completions API has no structured output", "api", "use `api: chat`");

export const keyless = ({ key, baseUrl }: Spoken) =>
  wrong(`$${key} is not set`, baseUrl, `put the API key into the environment variable ${key}`);

export const malformedKey = ({ key, baseUrl }: Spoken) =>
  wrong(
    `$${key} holds characters that no key has (a line break, a space, an accent)`,
    baseUrl,
    "set it to the key alone",
  );

/** What a status means that every request would meet. */
export function fatal(
  { baseUrl, model, key, hasKey }: Spoken,
  failure: { readonly status: number; readonly code: string; readonly reason: string },
): PstarError {
  const { status, code, reason } = failure;
  if (/insufficient_quota|billing_/.test(code) || status === 402) {
    return new PstarError(`the account may spend no more: ${reason}`, {
      where: baseUrl,
      remedy: `add credit or raise its limit, and run again: ${kept}`,
    });
  }
  if (status === 404 || code === "model_not_found") {
    return wrong(
      `no model ${clean(model)} there: ${reason}`,
      baseUrl,
      "check `model` and `baseUrl`; most servers' addresses end in /v1",
    );
  }
  if (status === 403) {
    return wrong(`not allowed: ${reason}`, baseUrl, `check what the key in $${key} may use, and \`model\``);
  }
  const remedy = hasKey ? `check the key in $${key}` : `put the API key into the environment variable ${key}`;
  return wrong(`the key is not accepted: ${reason}`, baseUrl, remedy);
}

export const withoutStructure = ({ baseUrl }: Spoken, reason: string) =>
  wrong(
    `the server does not take response_format: ${reason}`,
    baseUrl,
    "use a server or model with structured output, or leave the schema out",
  );

export const circuitOpen = ({ baseUrl }: Spoken, failures: number, reason: string) =>
  new PstarError(`the endpoint has failed ${failures} times in a row: ${reason}`, {
    where: baseUrl,
    remedy: `run again when it works: ${kept}`,
  });

export const longPause = ({ baseUrl }: Spoken, seconds: number) =>
  new PstarError(`the endpoint asks for a pause of ${Math.ceil(seconds / 60)} minutes`, {
    where: baseUrl,
    remedy: `run again after it: ${kept}`,
  });

export function budgetSpent(limit: number, spent: number, next: number): PstarError {
  const [most, already, another] = [limit, spent, next].map((amount) => money.format(amount));
  return new PstarError(
    `the budget of $${most} is spent ($${already} so far, the next request may cost $${another})`,
    { remedy: `raise --max-cost; ${kept}` },
  );
}

const money = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3, useGrouping: false });
