import { PstarError } from "../errors.ts";
import type { Tensor } from "./library.ts";
import { type Loaded, load, type Surroundings } from "./load.ts";
import type { Source } from "./source.ts";
import { encodeWithin, longestInput } from "./tokens.ts";

/** One turn of a chat. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** A published language model. */
export interface TextModel extends Loaded {
  readonly isEncoderDecoder: boolean;
  /** Any of which ends an answer. */
  readonly endTokens: readonly number[];
  /** Tokens of a decoder's prompt and answer together, or of an encoder's input. */
  readonly longest: number;
  readonly padToken: number;
  /** Token ids of what the model is asked; see `promptTokens`. */
  promptTokens(chat: readonly ChatMessage[]): number[];
  /** The logits of its last run, [batch, length, vocabulary], as the network gave them. */
  lastLogits(): Tensor;
}

/** @throws PstarError where it cannot be loaded, or has no token that ends an answer */
export async function openTextModel(source: Source, surroundings: Surroundings): Promise<TextModel> {
  const loaded = await load(source, "text", surroundings);
  const { model, tokenizer, config, path } = loaded;
  const said = model.generation_config?.eos_token_id ?? config.eos_token_id ?? tokenizer.eos_token_id;
  const endTokens = [said ?? []].flat().filter((token) => typeof token === "number");
  if (endTokens.length === 0) {
    throw new PstarError("says of no token that it ends an answer", {
      exitCode: 2,
      where: path,
      remedy: "write `eos_token_id` into its generation_config.json",
    });
  }
  const isEncoderDecoder = config.is_encoder_decoder === true;
  const longest = longestInput(tokenizer, config);
  let logits: Tensor | undefined;
  const forward = model.forward.bind(model);
  model.forward = async (inputs) => {
    const outputs: { readonly logits: Tensor } = await forward(inputs);
    logits = outputs.logits;
    return outputs;
  };
  return {
    ...loaded,
    isEncoderDecoder,
    endTokens,
    longest,
    padToken: tokenizer.pad_token_id ?? endTokens[0]!,
    lastLogits: () => logits!,
    promptTokens(chat) {
      if (isEncoderDecoder) return encodeWithin(tokenizer, textOf(chat), longest);
      if (tokenizer.chat_template === null) return tokenizer.encode(textOf(chat));
      return tokenizer.apply_chat_template([...chat], {
        add_generation_prompt: true,
        return_tensor: false,
        return_dict: false,
      });
    },
  };
}

const textOf = (chat: readonly ChatMessage[]): string => chat.map(({ content }) => content).join("\n\n");
