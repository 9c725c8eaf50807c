import { useState } from "preact/hooks";

/** A line to run elsewhere, and a button that takes it along. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div class="command">
      <code>{text}</code>
      <Copy text={text} />
    </div>
  );
}

export function Copy({ text, what = "Copy" }: { readonly text: string; readonly what?: string }) {
  const [said, say] = useState(what);
  const copy = async () => {
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    say(isCopied ? "Copied" : "Not allowed");
    setTimeout(() => say(what), 1500);
  };
  return (
    <button type="button" class="quiet" onClick={copy}>
      <span aria-live="polite">{said}</span>
    </button>
  );
}
