/**
 * A stand-in for a language model's server, to try docs/your-models.md without one:
 *
 *   node scripts/stand-in-endpoint.ts [--port 8000] [--latency 40] [--failing 0.02]
 *
 * Asked for a summary, it lets models/newswire-summarizer write one of what follows the first blank line; asked for a verdict, it
 * rates a text, or chooses of two, by the share of names and numbers that stand in the source, a little at random. All depend on
 * the request alone. `--failing` is the share of requests that meet 500, however often they come.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Answer, Generator } from "../src/generators/generator.ts";
import { publishedGenerator, publishedOptions } from "../src/generators/published.ts";
import { samplingOptions } from "../src/generators/sampling.ts";
import { createRandom, type Random } from "../src/random/generator.ts";

interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly temperature?: number;
  readonly seed?: number;
  readonly response_format?: object;
}

/** Roughly those of a byte-pair vocabulary. */
const tokensOf = (words: string): number => Math.ceil(words.length / 4);

const models = fileURLToPath(new URL("../models/", import.meta.url));
const source = publishedOptions.parse({ kind: "published", model: "newswire-summarizer", maxTokens: 64 });

const writers = new Map<number, Promise<Generator>>();

function writerAt(temperature: number): Promise<Generator> {
  const sampling = samplingOptions.parse(temperature > 0 ? { method: "sample", temperature } : {});
  const writer =
    writers.get(temperature) ?? publishedGenerator.create(source, { sampling, folder: models, threads: 1 });
  writers.set(temperature, writer);
  return writer;
}

async function summary(article: string, { temperature = 1, seed = 0 }: Asked): Promise<string> {
  const writer = await writerAt(temperature);
  const [[one]] = (await writer.generate([{ example: { input: article }, seeds: [seed] }])) as [[Answer]];
  return "output" in one ? one.output : "";
}

const factsOf = (words: string): string[] => words.match(/\b\d[\d,.]*\d|\b\d|\b[A-Z]\w+/g) ?? [];

/** Share of a text's names and numbers that the source has. */
function knownIn(source: string, judged: string): number {
  const facts = factsOf(judged);
  return facts.filter((fact) => source.includes(fact)).length / Math.max(1, facts.length);
}

/** What stands between the tags of a question. */
const tagged = (question: string, tag: string): string | undefined =>
  new RegExp(`<${tag}-(\\w+)>\n(.*)\n</${tag}-\\1>`, "s").exec(question)?.[2];

/** A score of one text, or which of two is better. */
function verdict(question: string, random: Random): string {
  const source = tagged(question, "source") ?? "";
  const noise = random.uniform() - 0.5;
  const [first, second] = ["first", "second"].map((tag) => tagged(question, tag));
  if (first !== undefined && second !== undefined) {
    const isFirst = knownIn(source, first) + 0.2 * noise > knownIn(source, second);
    return JSON.stringify({ reason: "It has more that is true.", better: isFirst ? "first" : "second" });
  }
  const known = knownIn(source, tagged(question, "text") ?? "");
  const reason = `Of its names and numbers the source has ${Math.round(100 * known)} %.`;
  const score = Math.min(5, Math.max(1, 1 + 4 * known + noise));
  return JSON.stringify({ reason, score: Number(score.toFixed(2)) });
}

async function answer(body: string, random: Random) {
  const request = JSON.parse(body) as Asked;
  const { model, messages, response_format } = request;
  const asked = messages.map(({ content }) => content).join("\n");
  const question = messages.at(-1)!.content;
  const content =
    response_format === undefined
      ? await summary(question.slice(question.indexOf("\n\n") + 2), request)
      : verdict(question, random);
  const [input, output] = [tokensOf(asked), tokensOf(content)];
  return {
    object: "chat.completion",
    model,
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  };
}

const option = { type: "string" } as const;
const { values } = parseArgs({ options: { port: option, latency: option, failing: option } });
const server = createServer(async (request, response) => {
  const body = await text(request);
  await setTimeout(Number(values.latency ?? 40));
  const random = createRandom(createHash("sha256").update(body).digest().readUIntBE(0, 6));
  const fails = random.uniform() < Number(values.failing ?? 0);
  response.writeHead(fails ? 500 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(fails ? { error: { message: "out of memory" } } : await answer(body, random)));
});
server.listen(Number(values.port ?? 8000), "127.0.0.1");
await once(server, "listening");
console.log(`http://127.0.0.1:${values.port ?? 8000}/v1`);
