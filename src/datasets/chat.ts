import type { Message } from "./record.ts";

/** ShareGPT's names of the speakers. */
const roles: Readonly<Record<string, string>> = {
  human: "user",
  gpt: "assistant",
  chatgpt: "assistant",
  bot: "assistant",
  model: "assistant",
};

/**
 * A list of turns as OpenAI writes them (`role`, `content`; content may be a list of parts, of which the texts count) or as
 * ShareGPT does (`from`, `value`). Null where the value is no such list.
 */
export function asChat(value: unknown): readonly Message[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const messages: Message[] = [];
  for (const turn of value) {
    const message = asMessage(turn);
    if (message === null) return null;
    messages.push(message);
  }
  return messages;
}

function asMessage(turn: unknown): Message | null {
  if (typeof turn !== "object" || turn === null) return null;
  const { role, content, from, value } = turn as Record<string, unknown>;
  const speaker = role ?? from;
  const said = contentText(role === undefined ? value : content);
  if (typeof speaker !== "string" || said === null) return null;
  return { role: roles[speaker] ?? speaker, content: said };
}

/** A turn without content only calls a tool. */
function contentText(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (content === null) return "";
  if (!Array.isArray(content)) return null;
  const texts = content.map((part: unknown) =>
    typeof part === "object" && part !== null ? (part as Record<string, unknown>).text : undefined,
  );
  return texts.filter((text) => typeof text === "string").join("");
}
