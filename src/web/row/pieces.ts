import type { Span } from "./parts.ts";

/** A run of text between marks' ends, with whether it lies in a span of each kind. */
export interface Piece {
  readonly text: string;
  readonly withInput: boolean;
  readonly withReference: boolean;
}

/**
 * Cuts a text where marks begin and end.
 *
 * @param withInput spans in UTF-16 units, ascending and apart from each other; what lies outside the text is left out
 * @returns pieces in order that make up the text
 */
export function pieces(
  text: string,
  withInput: readonly Span[] = [],
  withReference: readonly Span[] = [],
): Piece[] {
  const cuts = new Set([0, text.length]);
  for (const span of [...withInput, ...withReference]) {
    for (const cut of span) cuts.add(Math.min(Math.max(cut, 0), text.length));
  }
  const places = [...cuts].sort((a, b) => a - b);
  const isInInput = walker(withInput);
  const isInReference = walker(withReference);
  return places.slice(1).map((to, i) => {
    const from = places[i]!;
    return {
      text: text.slice(from, to),
      withInput: isInInput(from),
      withReference: isInReference(from),
    };
  });
}

/** Whether a place lies in a span, asked for ascending places: one pass over the spans. */
function walker(spans: readonly Span[]): (place: number) => boolean {
  let next = 0;
  return (place) => {
    while (next < spans.length && spans[next]![1] <= place) next++;
    return next < spans.length && spans[next]![0] <= place;
  };
}
