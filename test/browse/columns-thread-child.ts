import { parentPort, workerData } from "node:worker_threads";
import { failureOf } from "../../src/browse/columns/thread.ts";
import { PstarError } from "../../src/errors.ts";

parentPort!.on("message", ({ id, question }: { id: number; question: string }) => {
  if (question === "exit") process.exit(3);
  if (question === "throw") throw new Error("out of order");
  if (question === "wait") return;
  if (question === "refuse") {
    const failure = failureOf(new PstarError("no", { where: "here", remedy: "go there", exitCode: 2 }));
    return parentPort!.postMessage({ kind: "failure", id, failure });
  }
  parentPort!.postMessage({ kind: "notice", notice: workerData });
  parentPort!.postMessage({ kind: "answer", id, answer: question.toUpperCase() });
});
