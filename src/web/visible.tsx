import { nameOf } from "../visible.ts";
import { piecesOf } from "./unseen.ts";

/** A text that someone else wrote, kept apart from the direction of what stands around it. */
export function Plain({ text }: { readonly text: string }) {
  const pieces = piecesOf(text);
  if (pieces.every(({ isUnseen }) => !isUnseen)) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {pieces.map((piece, i) =>
        piece.isUnseen ? (
          <span key={i} class="unseen" title="a character that can't be seen">
            {nameOf(piece.text)}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}
