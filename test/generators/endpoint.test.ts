import { afterEach, describe, expect, it } from "vitest";
import { mostInputTokens } from "../../src/endpoint/tokens.ts";
import { PstarError } from "../../src/errors.ts";
import {
  answersAtMost,
  endpointGenerator,
  endpointOptions,
  endpointProblems,
  requestsOf,
} from "../../src/generators/endpoint.ts";
import type { Answer, Generated, GeneratorItem } from "../../src/generators/generator.ts";
import { samplingOptions } from "../../src/generators/sampling.ts";
import { promptOptions, renderPrompt } from "../../src/prompt.ts";
import { deriveSeed } from "../../src/random/seed.ts";
import { memoryContext, type Replies, type Sent, startReplying } from "../endpoint/replying.ts";
import { seededPlan, startServer } from "../endpoint/server.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const drawn = samplingOptions.parse({ method: "sample", samples: 3, temperature: 0.7, topP: 0.9 });
const greedy = samplingOptions.parse({});

async function replying(reply: (sent: Sent) => Replies) {
  const server = await startReplying(reply);
  closers.push(server.close);
  return server;
}

async function opened(options: Record<string, unknown>, sampling = drawn, context = memoryContext()) {
  const parsed = endpointOptions.parse({ kind: "endpoint", model: "m", ...options });
  const generator = await endpointGenerator.create(parsed, {
    sampling,
    endpoint: context,
    folder: ".",
    threads: 1,
  });
  return { generator, context, options: parsed };
}

const items = (count: number, samples: number): GeneratorItem[] =>
  Array.from({ length: count }, (_, i) => ({
    example: { input: `input ${i} {input} {x}` },
    seeds: Array.from({ length: samples }, (_, sample) => deriveSeed(3, "generate", i, sample)),
  }));

const isAnswered = (answer: Answer): answer is Generated => "output" in answer;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe("a prompt", () => {
  it("is filled with its input once: what looks like a placeholder in data stays as it is", () => {
    const prompt = promptOptions.parse({ system: "Be brief. {{json}}", user: "Say: {input}" });
    expect(renderPrompt(prompt, { input: "{input} {{x}} $& \u001b[2J" })).toEqual([
      { role: "system", content: "Be brief. {json}" },
      { role: "user", content: "Say: {input} {{x}} $& \u001b[2J" },
    ]);
    expect(renderPrompt(promptOptions.parse({}), { input: "a" })).toEqual([{ role: "user", content: "a" }]);
  });

  it("with a placeholder that stands for nothing is refused by its key", () => {
    const { error } = promptOptions.safeParse({ system: "{article}", user: "{input}" });
    expect(error?.issues).toMatchObject([
      {
        path: ["system"],
        message: "{article} stands for nothing: write {input}, or {{article}} for the letters themselves",
      },
    ]);
  });
});

describe("the generator endpoint", () => {
  it("sends a request a seed, with the sampling's parameters, and gives each seed its own answer", async () => {
    const server = await replying(({ body }) => [
      { content: ` \nseed ${body.seed} of ${body.messages[0]!.content}\n` },
    ]);
    const { generator, options } = await opened({
      baseUrl: server.url,
      prompt: { user: "<{input}>" },
      stop: ["\n\n"],
      maxTokens: 9,
    });
    const asked = items(4, 3);
    const answers = await generator.generate(asked);
    expect(answers.map((row) => row.map((one) => isAnswered(one) && one.output))).toEqual(
      asked.map(({ example, seeds }) => seeds.map((seed) => `seed ${seed % 2 ** 31} of <${example.input}>`)),
    );
    expect(server.sent).toHaveLength(12);
    for (const { path, body } of server.sent) {
      expect(path).toBe("/v1/chat/completions");
      expect(body).toMatchObject({ model: "m", temperature: 0.7, top_p: 0.9, max_tokens: 9, stop: ["\n\n"] });
      expect(body.seed).toBeLessThan(2 ** 31);
    }
    expect(requestsOf(options, drawn, asked)).toHaveLength(12);
  });

  it("asks greedily at temperature 0, whatever the seed, and once for equal inputs", async () => {
    const server = await replying(() => [{ content: "yes" }]);
    const { generator } = await opened({ baseUrl: server.url }, greedy);
    const twice = [1, 2].map((seed) => ({ example: { input: "same" }, seeds: [seed] }));
    const answers = await generator.generate(twice);
    expect(answers.flat()).toMatchObject([{ output: "yes" }, { output: "yes" }]);
    expect(server.sent).toHaveLength(1);
    expect(server.sent[0]!.body).toMatchObject({ temperature: 0 });
    expect(server.sent[0]!.body).not.toHaveProperty("seed");
    expect(server.sent[0]!.body).not.toHaveProperty("top_p");
  });

  it("asks for an input's samples together, and shares out what they used to the last token", async () => {
    const contents = ["a", "b c d", "e f"];
    const server = await replying(() =>
      contents.map((content, i) => ({ content, logs: new Array<number>([1, 11, 6][i]!).fill(-0.25) })),
    );
    const { generator, context } = await opened({
      baseUrl: server.url,
      together: true,
      logProbabilities: true,
      price: { input: 3, output: 7 },
    });
    const [answers] = await generator.generate(items(1, 3));
    const rows = answers!.filter(isAnswered);
    expect(server.sent).toHaveLength(1);
    expect(server.sent[0]!.body).toMatchObject({ n: 3, logprobs: true });
    expect(rows.map(({ output }) => output)).toEqual(contents);
    expect(rows.map(({ usage }) => usage)).toEqual([
      { inputTokens: 10, outputTokens: 1 },
      { inputTokens: 0, outputTokens: 11 },
      { inputTokens: 0, outputTokens: 6 },
    ]);
    expect(rows.map(({ logProbability }) => logProbability)).toEqual([-0.25, -2.75, -1.5]);
    const [call] = context.calls.values();
    expect(call!.cost).toBeCloseTo((10 * 3 + 18 * 7) / 1e6, 15);
    expect(sum(rows.map(({ cost }) => cost!))).toBeCloseTo(call!.cost!, 15);
    expect(rows.every((row) => row.call === call!.key)).toBe(true);
  });

  it("shares tokens out by length where no log-probabilities tell them, always as whole numbers", async () => {
    const server = await replying(() =>
      ["", "bb", "a long answer of many words"].map((content) => ({ content })),
    );
    const { generator } = await opened({ baseUrl: server.url, together: true });
    const rows = (await generator.generate(items(1, 3))).flat().filter(isAnswered);
    const out = rows.map(({ usage }) => usage!.outputTokens);
    expect(sum(out)).toBe(18);
    expect(out.every((tokens) => Number.isInteger(tokens) && tokens >= 0)).toBe(true);
    expect(out[2]).toBeGreaterThan(out[1]!);
    expect(rows.map(({ logProbability, tokens }) => [logProbability, tokens])).toEqual(
      new Array(3).fill([null, null]),
    );
  });

  it("leaves a refused request's rows unanswered, with the error, and its neighbours alone", async () => {
    const server = await replying(({ body }) =>
      body.messages[0]!.content.startsWith("input 1")
        ? { status: 400, message: "too\u001b[31m long" }
        : [{ content: "fine" }],
    );
    const { generator, context } = await opened({ baseUrl: server.url });
    const answers = await generator.generate(items(3, 3));
    expect(answers.map((row) => row.map(isAnswered))).toEqual([
      [true, true, true],
      [false, false, false],
      [true, true, true],
    ]);
    const [refused] = answers[1]!;
    expect(refused).toHaveProperty("error", expect.stringMatching(/too.*long/));
    expect(JSON.stringify(refused)).not.toMatch(/\\u001b/);
    expect([...context.calls.values()].filter(({ error }) => error !== null)).toHaveLength(3);
  });

  it("ends with the error that makes going on senseless, once no request is under way any more", async () => {
    const server = await replying(({ body }) =>
      body.messages[0]!.content.startsWith("input 0")
        ? { status: 401, message: "no" }
        : [{ content: "fine" }],
    );
    const { generator, context } = await opened({ baseUrl: server.url });
    await expect(generator.generate(items(3, 1))).rejects.toThrow(PstarError);
    const booked = context.calls.size;
    const came = server.sent.length;
    await new Promise((done) => setTimeout(done, 50));
    expect([context.calls.size, server.sent.length]).toEqual([booked, came]);
    const answered = [...context.calls.values()].filter(({ response }) => response !== null);
    expect(answered.length).toBe(came - 1);
  });

  it("loses no row to a server in trouble, and asks nothing again that was answered", {
    timeout: 30_000,
  }, async () => {
    const server = await startServer({
      plan: seededPlan(0.4, { kinds: ["429-retry-after", "500", "drop", "malformed"], most: 1 }),
    });
    closers.push(server.close);
    const context = memoryContext();
    const asked = items(20, 2);
    const first = await opened({ baseUrl: server.url, price: { input: 1, output: 2 } }, drawn, context);
    const answers = await first.generator.generate(asked);
    expect(answers.flat().every(isAnswered)).toBe(true);
    expect(context.calls.size).toBe(40);
    expect(Object.values(server.stats.delivered)).toEqual(new Array(40).fill(1));
    const requests = server.stats.requests;
    const again = await opened({ baseUrl: server.url, price: { input: 1, output: 2 } }, drawn, context);
    expect(await again.generator.generate(asked)).toEqual(answers);
    expect(server.stats.requests).toBe(requests);
    const total = (field: "inputTokens" | "outputTokens"): number =>
      sum(answers.flat().map((one) => (isAnswered(one) ? one.usage![field] : 0)));
    expect([total("inputTokens"), total("outputTokens")]).toEqual([
      server.stats.inputTokens,
      server.stats.outputTokens,
    ]);
  });

  it("has work in hand for every request that may be under way", async () => {
    for (const concurrency of [1, 4, 30, 128]) {
      const { generator } = await opened(
        { baseUrl: "http://127.0.0.1:9/v1" },
        drawn,
        memoryContext(concurrency),
      );
      expect(generator.parallel * generator.rowsTogether).toBeGreaterThanOrEqual(4 * concurrency);
    }
  });

  it("is known by what changes answers, not by limits, prices and keys", () => {
    const identity = (more: Record<string, unknown>) =>
      JSON.stringify(
        endpointGenerator.identity!(
          endpointOptions.parse({ kind: "endpoint", model: "m", baseUrl: "http://h/v1", ...more }),
        ),
      );
    const plain = identity({});
    const same = [
      { key: "OTHER_KEY" },
      { timeoutSeconds: 1 },
      { attempts: 2 },
      { requestsPerMinute: 3, tokensPerMinute: 5 },
      { price: { input: 1, output: 1 } },
      { baseUrl: "http://h/v1/" },
    ];
    for (const more of same) expect(identity(more), JSON.stringify(more)).toBe(plain);
    const other = [
      { model: "n" },
      { baseUrl: "http://other/v1" },
      { api: "completions" },
      { prompt: { user: "{input}!" } },
      { prompt: { system: "s" } },
      { maxTokens: 9 },
      { stop: ["x"] },
      { logProbabilities: true },
      { together: true },
    ];
    expect(new Set([plain, ...other.map(identity)]).size).toBe(other.length + 1);
  });

  it("says what of a sampling no endpoint can do", () => {
    expect(endpointProblems(drawn)).toEqual([]);
    expect(endpointProblems(samplingOptions.parse({ method: "beam", samples: 2 }))).toHaveLength(1);
    expect(endpointProblems(samplingOptions.parse({ method: "sample", topK: 5 }))[0]).toMatch(/topK/);
  });

  it("tells beforehand what it may cost at most", async () => {
    const options = endpointOptions.parse({
      kind: "endpoint",
      model: "m",
      baseUrl: "http://h/v1",
      price: { input: 2, output: 10 },
      maxTokens: 50,
      prompt: { system: "Twice: {input}", user: "{input}" },
    });
    const asked = items(5, 3).map((item, i) => ({ ...item, example: { input: "é".repeat(i) } }));
    const requests = requestsOf(options, drawn, asked);
    const inputTokens = sum(requests.map(mostInputTokens));
    expect(answersAtMost(options, drawn, { count: 5, meanBytes: 4 }, {})).toEqual({
      requests: 15,
      inputTokens,
      outputTokens: 15 * 50,
      cost: (2 * inputTokens + 10 * 15 * 50) / 1e6,
    });
    const together = { ...options, together: true };
    expect(answersAtMost(together, drawn, { count: 5, meanBytes: 4 }, {})).toMatchObject({
      requests: 5,
      inputTokens: inputTokens / 3,
      outputTokens: 15 * 50,
    });
    expect(
      answersAtMost({ ...options, price: undefined }, drawn, { count: 5, meanBytes: 4 }, {}).cost,
    ).toBeNull();
  });
});
