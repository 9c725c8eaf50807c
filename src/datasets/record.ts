/** One turn of a chat. */
export interface Message {
  readonly role: string;
  readonly content: string;
}

/** What a model was asked: a text, or the chat that its answer goes on. */
export type Prompt = string | readonly Message[];

/** One candidate as a file gave it. */
export interface ImportedRow {
  /** The row's own id, else its line; `.0`, `.1`, … where one line holds several candidates. */
  readonly id: string;
  /** In the file, from 1; of formats without lines, the record's number. */
  readonly line: number;
  readonly input: Prompt;
  readonly output: string;
  /** The true answer, empty where there is none. */
  readonly reference: string;
  /** How correct the output is, in [0, 1]; null where nobody has said. */
  readonly label: number | null;
  /** How many candidates its label stands for, relative to the others. */
  readonly weight: number;
  /** In the order of the mapping's `scores`; NaN where there is none. */
  readonly scores: readonly number[];
  /** The kind of input, null where the file names none. */
  readonly group: string | null;
  /** The row's other fields that hold a text, a number or a truth value. */
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

/** Which field of a file's rows holds what. A dotted name reaches into objects: `metadata.topic`. */
export interface Mapping {
  readonly id: string | null;
  /**
   * A text or a list of chat messages. `instruction + input` joins fields: those of them that are not empty, a blank
   * line between. Null where the rows' inputs are not known, which is enough for an estimate.
   */
  readonly input: string | null;
  /** A text, or a list of texts: several candidates; null where the chat's last answer is the output. */
  readonly output: string | null;
  readonly reference: string | null;
  readonly label: string | null;
  readonly weight: string | null;
  readonly scores: readonly string[];
  readonly group: string | null;
}

/** A row as its file holds it, before anyone has said what its fields mean. */
export interface SourceRecord {
  /** Where it begins in the file, from 1; of formats without lines, the record's number. */
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A row that could not be taken. */
export interface BadRow {
  readonly line: number;
  readonly reason: string;
  /** The row as it was, cut short where it is long. */
  readonly text: string;
}

/** A prompt as one text, for hashing, comparing and storing; chats as JSON. */
export function promptText(prompt: Prompt): string {
  return typeof prompt === "string" ? prompt : JSON.stringify(prompt);
}
