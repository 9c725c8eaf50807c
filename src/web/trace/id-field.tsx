import { useState } from "preact/hooks";
import { go, places } from "../router.ts";

/** Goes to anything whose id is known. */
export function IdField({ db, run }: { readonly db: number; readonly run: string }) {
  const [text, setText] = useState("");
  const walk = (event: Event) => {
    event.preventDefault();
    if (text.trim() !== "") go(places.trace(db, run, text.trim()));
  };
  return (
    <form class="id-field" onSubmit={walk}>
      <input
        type="search"
        aria-label="Go to an id"
        placeholder="go to an id, as c7-120"
        value={text}
        spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </form>
  );
}
