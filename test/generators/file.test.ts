import { describe, expect, it } from "vitest";
import { createGenerator, generatorIdentity, generatorOptions } from "../../src/generators/index.ts";
import { samplingOptions } from "../../src/generators/sampling.ts";
import { failure, temporaryFiles, toJsonl } from "../datasets/files.ts";

const write = temporaryFiles();
const sampling = samplingOptions.parse({ samples: 2 });

function answering(file: string) {
  const options = generatorOptions.parse({ kind: "file", file, fields: { input: "q", output: "a" } });
  if (options.kind !== "file") throw new Error(options.kind);
  return { options, create: () => createGenerator(options, { sampling, folder: "/", threads: 1 }) };
}

const item = (input: string) => ({ example: { input }, seeds: [1, 2] });

describe("a file of answers", () => {
  it("answers an input by its rows in their order, and says what is missing", async () => {
    const file = write(
      "answers.jsonl",
      toJsonl([
        { q: "a", a: "a1" },
        { q: "b", a: ["b1", "b2", "b3"] },
        { q: "a", a: "a2" },
        { q: "c", a: "c1" },
      ]),
    );
    const generator = await answering(file).create();
    const answers = await generator.generate(["a", "b", "c", "d"].map(item));
    const texts = answers.map((own) => own.map((one) => ("error" in one ? one.error : one.output)));
    expect(texts).toEqual([
      ["a1", "a2"],
      ["b1", "b2"],
      ["c1", `${file} has only 1 of the answers to this input`],
      [`${file} has no answer to this input`, `${file} has no answer to this input`],
    ]);
    await generator.release();
  });

  it("is another generator once its content is another", () => {
    const file = write("changing.jsonl", toJsonl([{ q: "a", a: "a1" }]));
    const { options } = answering(file);
    const before = generatorIdentity(options, "/");
    expect(generatorIdentity(options, "/")).toEqual(before);
    write("changing.jsonl", toJsonl([{ q: "a", a: "a2" }]));
    expect(generatorIdentity(options, "/")).not.toEqual(before);
  });

  it("is refused with the line of a row without an answer", async () => {
    const file = write("broken.jsonl", toJsonl([{ q: "a", a: "a1" }, { q: "b" }]));
    const error = await failure(() => answering(file).create());
    expect(error.where).toBe(`${file}:2`);
  });
});
