import "../no-telemetry.ts";

export type Library = typeof import("@huggingface/transformers");
export type Tensor = InstanceType<Library["Tensor"]>;
export type Tokenizer = InstanceType<Library["PreTrainedTokenizer"]>;
export type LibraryModel = InstanceType<Library["PreTrainedModel"]>;

let loading: Promise<Library> | undefined;

/** The library, loaded when it is first needed, silent, and kept from fetching anything by itself. */
export function library(): Promise<Library> {
  loading ??= import("@huggingface/transformers").then((loaded) => {
    loaded.env.logLevel = loaded.LogLevel.NONE;
    loaded.env.allowRemoteModels = false;
    return loaded;
  });
  return loading;
}
