import { describe, expect, it, onTestFinished } from "vitest";
import { PstarError } from "../src/errors.ts";
import { startThread } from "../src/threads.ts";

function started() {
  const notices: string[] = [];
  const child = new URL("./threads-child.ts", import.meta.url);
  const thread = startThread<string, string, string>(child, "run.db", (notice) => notices.push(notice));
  onTestFinished(() => thread.end());
  return { thread, notices };
}

describe("a thread", () => {
  it("answers each question, and says things by itself", async () => {
    const { thread, notices } = started();
    expect(await Promise.all(["a", "b", "c"].map((word) => thread.ask(word)))).toEqual(["A", "B", "C"]);
    expect(notices).toEqual(["run.db", "run.db", "run.db"]);
  });

  it("throws what its work throws as it was", async () => {
    const { thread } = started();
    await expect(thread.ask("refuse")).rejects.toMatchObject({
      name: "PstarError",
      message: "no",
      where: "here",
      remedy: "go there",
      exitCode: 2,
    });
    expect(await thread.ask("still there")).toBe("STILL THERE");
  });

  it("does not pass a fault of its own off as one that a user can mend", async () => {
    const { thread } = started();
    const fault = await thread.ask("throw").catch((error: unknown) => error);
    expect(fault).toMatchObject({ message: "that should not be" });
    expect(fault).not.toBeInstanceOf(PstarError);
    expect(await thread.ask("still there")).toBe("STILL THERE");
  });

  it.each([
    ["break", "a thread of pstar ended early: out of order"],
    ["exit", "a thread of pstar ended early"],
  ])(
    "that ends by %s fails all open questions alike, and the next one starts another",
    async (how, message) => {
      const { thread } = started();
      const questions = await Promise.allSettled([thread.ask(how), thread.ask("wait"), thread.ask("wait")]);
      for (const { status, ...rest } of questions) {
        expect(status).toBe("rejected");
        expect(rest).toMatchObject({ reason: { name: "PstarError", message, where: "run.db" } });
      }
      expect(await thread.ask("again")).toBe("AGAIN");
    },
  );

  it("answers no more once it has ended", async () => {
    const { thread } = started();
    const rejected = expect(thread.ask("wait")).rejects.toThrow("is closed");
    await thread.end();
    await rejected;
    await expect(thread.ask("a")).rejects.toThrow("is closed");
  });
});
