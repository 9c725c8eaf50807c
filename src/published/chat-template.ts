import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PstarError } from "../errors.ts";
import { library } from "./library.ts";

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** Writes chats as one text, special tokens among it, the way a model was taught. */
export interface ChatTemplate {
  /** The template itself. */
  readonly source: string;
  /**
   * @param isOpen whether the model's answer is to follow
   * @throws PstarError where the template is wrong, or refuses such a chat
   */
  render(chat: readonly ChatMessage[], isOpen: boolean): string;
}

/**
 * The chat template in a model's folder: `chat_template.jinja`, or that of its `tokenizer_config.json`; undefined where it has
 * neither.
 *
 * @throws PstarError (exit code 2) where the tokenizer cannot be loaded
 */
export async function loadChatTemplate(folder: string): Promise<ChatTemplate | undefined> {
  const path = resolve(folder);
  const file = join(path, "chat_template.jinja");
  const { AutoTokenizer } = await library();
  const tokenizer = await AutoTokenizer.from_pretrained(path, { local_files_only: true }).catch((cause) => {
    throw new PstarError(`the tokenizer cannot be loaded: ${firstLine(cause)}`, {
      exitCode: 2,
      where: path,
      remedy: "download it again",
      cause,
    });
  });
  const source = existsSync(file) ? readFileSync(file, "utf8") : defaultOf(tokenizer.chat_template);
  if (source === undefined) return undefined;
  return {
    source,
    render(chat, isOpen) {
      try {
        const messages = chat.map(({ role, content }) => ({ role, content }));
        const options = { tokenize: false, add_generation_prompt: isOpen, chat_template: source } as const;
        return tokenizer.apply_chat_template(messages, options) as string;
      } catch (cause) {
        throw new PstarError(`the chat template fails: ${firstLine(cause)}`, {
          exitCode: 2,
          where: existsSync(file) ? file : join(path, "tokenizer_config.json"),
          remedy: "mend the template, or give chats that it takes",
          cause,
        });
      }
    },
  };
}

/** Of several templates by name, the one for plain chats. */
function defaultOf(template: unknown): string | undefined {
  if (typeof template === "string") return template;
  if (typeof template !== "object" || template === null) return undefined;
  const chosen = (template as Readonly<Record<string, unknown>>).default;
  return typeof chosen === "string" ? chosen : undefined;
}

const firstLine = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split("\n", 1)[0]!;
