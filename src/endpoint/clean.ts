/** Text from elsewhere on one line: control and invisible characters become spaces, what is too long is cut. */
export function clean(text: string, longest = 200): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}

/** Servers of one's own are given `EMPTY`, `none` and the like, which are words of texts too. */
const shortestSecret = 8;

/** Takes a secret out of texts, however it is written there; and whatever else looks like an OpenAI key. */
export function createScrubber(secret: string | undefined): (text: string) => string {
  const forms =
    secret === undefined || secret.length < shortestSecret
      ? []
      : [
          secret,
          encodeURIComponent(secret),
          JSON.stringify(secret).slice(1, -1),
          Buffer.from(secret).toString("base64"),
        ];
  return (text) => {
    let scrubbed = text;
    for (const form of forms) scrubbed = scrubbed.replaceAll(form, "[key]");
    return scrubbed.replaceAll(/\bsk-[\w*-]{8,}/g, "[key]");
  };
}
