import { describe, expect, it } from "vitest";
import { z } from "zod";
import { baseUrlOf, endpointShape, identityOf } from "../../src/endpoint/options.ts";
import { listPrice } from "../../src/endpoint/prices.ts";
import { pauseOf } from "../../src/endpoint/send.ts";
import { endpointAt, say } from "./asking.ts";

const options = z.strictObject(endpointShape);

describe("the options of an endpoint", () => {
  it("need a model only", () => {
    expect(options.parse({ model: "m" })).toEqual({
      model: "m",
      api: "chat",
      key: "OPENAI_API_KEY",
      timeoutSeconds: 120,
      attempts: 6,
    });
  });

  it("are all described", () => {
    for (const [name, field] of Object.entries(endpointShape)) expect(field.description, name).toBeTruthy();
  });

  it.each([
    "ftp://host/v1",
    "localhost:8000",
    "https://me:hunter2@host/v1",
    "https://host/v1?key=hunter2",
    "hunter2",
  ])("do not take %s for an address, and do not repeat it", (baseUrl) => {
    const error = options.safeParse({ model: "m", baseUrl }).error!.issues[0]!;
    expect(error.path).toEqual(["baseUrl"]);
    expect(error.message).not.toContain("hunter2");
    for (const given of [{ baseUrl }, {}]) {
      const environment = { OPENAI_BASE_URL: baseUrl };
      expect(() => baseUrlOf(given, environment)).toThrow(expect.objectContaining({ exitCode: 2 }));
    }
  });

  it("do not take a key where its variable's name belongs", () => {
    expect(options.safeParse({ model: "m", key: "sk-proj-123" }).success).toBe(false);
  });

  it("go to the address given, else to that of the environment, else to OpenAI", () => {
    const environment = { OPENAI_BASE_URL: " http://there:1/v1// " };
    expect(baseUrlOf({ baseUrl: "http://here/v1/" }, environment)).toBe("http://here/v1");
    expect(baseUrlOf({}, environment)).toBe("http://there:1/v1");
    expect(baseUrlOf({}, {})).toBe("https://api.openai.com/v1");
  });

  it("change an answer by address, model and API alone", () => {
    const identity = identityOf(
      { model: "m", api: "chat", ...{ attempts: 3, price: { input: 1, output: 1 } } },
      {},
    );
    expect(identity).toEqual({ baseUrl: "https://api.openai.com/v1", model: "m", api: "chat" });
  });
});

describe("prices", () => {
  const openai = "https://api.openai.com/v1";

  it("are known of OpenAI's models, dated or not, on its own server", () => {
    expect(listPrice(openai, "gpt-4o-mini")).toMatchObject({ input: 0.15, output: 0.6 });
    expect(listPrice(openai, "gpt-4o-mini-2024-07-18")).toEqual(listPrice(openai, "gpt-4o-mini"));
    for (const other of ["gpt-4o-mini-audio", "gpt-9", "constructor", ""]) {
      expect(listPrice(openai, other), other).toBeUndefined();
    }
    expect(listPrice("http://localhost:8000/v1", "gpt-4o-mini")).toBeUndefined();
  });

  it("bound a request's cost from above", () => {
    const price = { input: 2, output: 8 };
    const { endpoint } = endpointAt("http://localhost/v1", { options: { price } });
    const text = "日本語🙂 0123456789".repeat(50);
    const bytes = Buffer.byteLength(text);
    const worst = endpoint.worstCost(say(text, { maxTokens: 100, samples: 3 }))!;
    expect(worst).toBeGreaterThan((bytes * 2 + 300 * 8) / 1e6);
    expect(worst).toBeLessThan(((bytes + 100) * 2 + 300 * 8) / 1e6);
    expect(endpoint.worstCost(say(text))).toBe(Number.POSITIVE_INFINITY);
    const free = endpointAt("http://localhost/v1", { options: { price: { input: 0, output: 0 } } }).endpoint;
    expect(free.worstCost(say(text))).toBe(0);
    expect(endpointAt("http://localhost/v1").endpoint.worstCost(say(text, { maxTokens: 1 }))).toBeNull();
  });
});

describe("a pause that a server asks for", () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);
  it.each([
    [{ "retry-after": "3" }, 3],
    [{ "retry-after": "0.5" }, 0.5],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 0.25],
    [{ "retry-after": "Fri, 02 Jan 2026 03:04:35 GMT" }, 30],
    [{ "retry-after": "Fri, 02 Jan 2026 03:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{}, undefined],
  ])("%j is %s s", (headers, seconds) => {
    const told = pauseOf(new Headers(headers as Record<string, string>), now);
    // A negative number is read as a date by some engines, long past: no pause either way.
    if (seconds === undefined) expect(told ?? 0).toBe(0);
    else expect(told).toBe(seconds);
  });
});
