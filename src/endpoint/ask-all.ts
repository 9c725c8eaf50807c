import type { Answered, Endpoint, EndpointRequest, Refused } from "./request.ts";

/**
 * What came of each request, in order. Ends when none is under way any more, by an error too: an answer that is paid for is kept,
 * whatever failed beside it.
 *
 * @throws PstarError where `ask` does, of the first that did
 */
export async function askAll(
  endpoint: Endpoint,
  requests: readonly EndpointRequest[],
): Promise<(Answered | Refused)[]> {
  const outcomes = requests.map((request) => endpoint.ask(request));
  await Promise.allSettled(outcomes);
  return Promise.all(outcomes);
}

/** A seed as servers take it: 31 bits. */
export const seedOf = (seed: number): number => seed % 0x8000_0000;
