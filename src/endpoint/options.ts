import { z } from "zod";
import { PstarError } from "../errors.ts";

const price = z.number().nonnegative();

/** What is wrong with a server's address. */
function addressProblem(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return "is no address of a server; one starts with http:// or https://, e.g. http://localhost:8000/v1";
  }
  const extra = url.username + url.password + url.search + url.hash;
  return extra === ""
    ? undefined
    : "may hold no user, password or query, since it is written into the books; put a secret into the variable that `key` names";
}

/** What every user of an endpoint sets: to be spread into the options of a generator or a judge. */
export const endpointShape = {
  baseUrl: z
    .string()
    .refine((address) => addressProblem(address) === undefined, {
      error: ({ input }) => addressProblem(String(input)),
    })
    .optional()
    .describe(
      "Address of the server, e.g. http://localhost:8000/v1; $OPENAI_BASE_URL, else OpenAI's when left out",
    ),
  model: z.string().min(1).describe("Name of the model, as the server knows it"),
  api: z
    .enum(["chat", "completions"])
    .default("chat")
    .describe("Chat messages, or the plain completion of a prompt (for base models)"),
  key: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]*$/, "the name of an environment variable in capitals, never a key itself")
    .default("OPENAI_API_KEY")
    .describe("Name of the environment variable that holds the API key; a local server may need none"),
  timeoutSeconds: z
    .number()
    .positive()
    .max(300)
    .default(120)
    .describe("How long one request may take before it is given up and sent again"),
  attempts: z
    .int()
    .positive()
    .default(6)
    .describe("Times a request is sent before its row fails; being told to slow down (429) counts a quarter"),
  requestsPerMinute: z.number().positive().optional().describe("Most requests sent in a minute"),
  tokensPerMinute: z.number().positive().optional().describe("Most tokens, in and out, in a minute"),
  price: z
    .strictObject({
      input: price.describe("A million tokens of prompts"),
      output: price.describe("A million tokens of answers"),
      cachedInput: price
        .optional()
        .describe("A million tokens of prompts that the server still had; as `input` when left out"),
    })
    .optional()
    .describe("What the model costs; list prices of OpenAI's models are known, 0 for a server of one's own"),
};

const endpointOptions = z.strictObject(endpointShape);

export type EndpointOptions = z.infer<typeof endpointOptions>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The address that requests go to, without a slash at its end.
 *
 * @throws PstarError (exit code 2) where it is no address, or holds what should not end up in the books
 */
export function baseUrlOf(options: Pick<EndpointOptions, "baseUrl">, environment: Environment): string {
  const address = options.baseUrl ?? (environment.OPENAI_BASE_URL?.trim() || "https://api.openai.com/v1");
  const problem = addressProblem(address);
  if (problem === undefined) return new URL(address).href.replace(/\/+$/, "");
  const where = options.baseUrl === undefined ? "OPENAI_BASE_URL" : "baseUrl";
  throw new PstarError(problem, { where, exitCode: 2 });
}

/** What of the options can change an answer: the server, the model and how it is asked. */
export function identityOf(
  options: Pick<EndpointOptions, "baseUrl" | "model" | "api">,
  environment: Environment = process.env,
): { baseUrl: string; model: string; api: EndpointOptions["api"] } {
  return { baseUrl: baseUrlOf(options, environment), model: options.model, api: options.api };
}
