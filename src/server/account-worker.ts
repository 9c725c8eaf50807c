import { answerQuestions } from "../threads.ts";
import { workOut } from "./account.ts";
import type { AccountQuestion, Content } from "./account-thread.ts";

answerQuestions(async ({ subject, wanted }: AccountQuestion): Promise<Content> => {
  const content = await workOut(subject, wanted);
  return content instanceof Uint8Array ? new Uint8Array(content) : content;
});
