import { nameOf } from "../../visible.ts";
import { piecesOf } from "../unseen.ts";
import type { Span } from "./parts.ts";
import { pieces } from "./pieces.ts";

/**
 * A text with the words it shares marked: with the input and with the reference, told apart by colour and by the line
 * under them.
 */
export function Marked({
  text,
  withInput = [],
  withReference = [],
}: {
  readonly text: string;
  readonly withInput?: readonly Span[];
  readonly withReference?: readonly Span[];
}) {
  return (
    <bdi>
      {pieces(text, withInput, withReference).map((piece, i) => {
        const shared = [piece.withInput && "with-input", piece.withReference && "with-reference"].filter(
          Boolean,
        );
        return shared.length === 0 ? (
          <Seen key={i} text={piece.text} />
        ) : (
          <mark key={i} class={`shared ${shared.join(" ")}`}>
            <Seen text={piece.text} />
          </mark>
        );
      })}
    </bdi>
  );
}

/** Text whose unseen characters have names, within what is already isolated. */
function Seen({ text }: { readonly text: string }) {
  return piecesOf(text).map((piece, i) =>
    piece.isUnseen ? (
      <span key={i} class="unseen" title="a character that can't be seen">
        {nameOf(piece.text)}
      </span>
    ) : (
      piece.text
    ),
  );
}
