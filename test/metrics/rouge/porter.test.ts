import { expect, it } from "vitest";
import { porterStem } from "../../../src/metrics/rouge/porter.ts";
import { fixture } from "./fixture.ts";

it("stems as NLTK does", () => {
  const words = Object.keys(fixture.stems);
  expect(words.length).toBeGreaterThan(12_000);
  expect(Object.fromEntries(words.map((word) => [word, porterStem(word)]))).toEqual(fixture.stems);
});

it("stems as the paper's examples say", () => {
  const examples = {
    caresses: "caress",
    ponies: "poni",
    feed: "feed",
    agreed: "agre",
    plastered: "plaster",
    motoring: "motor",
    hopping: "hop",
    filing: "file",
    relational: "relat",
    generalizations: "gener",
    oscillators: "oscil",
  };
  for (const [word, stem] of Object.entries(examples)) expect(porterStem(word)).toBe(stem);
});
