import { asChat } from "../datasets/chat.ts";
import type { Message } from "../datasets/record.ts";
import { parseEigenvalues, parseMatrix } from "../tasks/eigenvalues/text.ts";
import type { Shown } from "./row.ts";

/** What the texts of one example are. */
export interface TextKinds {
  /** Name of the run's task; null where it has none. */
  readonly task: string | null;
  /** Of the input. */
  readonly format: "text" | "chat";
}

/** An input as what it says: a chat, a matrix where the task is one of matrices, else text. */
export function shownInput(text: string, { task, format }: TextKinds): Shown {
  if (format === "chat") {
    const messages = messagesIn(text);
    return messages === null ? { kind: "text", text } : { kind: "chat", text, messages };
  }
  const rows = task === "eigenvalues" ? symmetric(text) : null;
  return rows === null ? { kind: "text", text } : { kind: "matrix", text, rows };
}

/** An answer, given or true, as what it says: numbers where the task asks for them, else text. */
export function shownAnswer(text: string, { task }: TextKinds): Shown {
  const values = task === "eigenvalues" ? parseEigenvalues(text) : null;
  return values === null ? { kind: "text", text } : { kind: "numbers", text, values };
}

function messagesIn(text: string): readonly Message[] | null {
  try {
    return asChat(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The whole matrix of which a text gives the upper triangle; null where it gives none. */
function symmetric(text: string): number[][] | null {
  const parsed = parseMatrix(text);
  if (parsed === null) return null;
  const { size, upper } = parsed;
  const rows = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  let at = 0;
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      rows[i]![j] = rows[j]![i] = upper[at++]!;
    }
  }
  return rows;
}
