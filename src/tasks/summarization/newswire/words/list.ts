/** The words of a text, one or more spaces or line ends apart. */
export const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The phrases of a text, one a line. */
export const lines = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
