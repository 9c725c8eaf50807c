import { workerData } from "node:worker_threads";
import { PstarError } from "../src/errors.ts";
import { answerQuestions, notify } from "../src/threads.ts";

answerQuestions((question: string) => {
  if (question === "exit") process.exit(3);
  if (question === "break") setImmediate(() => throwing("out of order"));
  if (question === "break" || question === "wait") return new Promise<string>(() => {});
  if (question === "throw") throwing("that should not be");
  if (question === "refuse") throw new PstarError("no", { where: "here", remedy: "go there", exitCode: 2 });
  notify(workerData);
  return question.toUpperCase();
});

function throwing(message: string): never {
  throw new Error(message);
}
