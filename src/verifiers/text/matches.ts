/** Every run of words that occurs in a text, as the states of an automaton. */
export interface Runs {
  /** The state after one more word, undefined where the longer run does not occur. State 0 is the empty run. */
  step(state: number, word: string): number | undefined;
  /** The state of the longest proper suffix that occurs elsewhere too; −1 of the empty run. */
  readonly link: readonly number[];
  /** Words in the longest run of each state. */
  readonly length: readonly number[];
}

/** The suffix automaton of a sequence of words (Blumer et al. 1985): as many states and edges as words, within a factor of three. */
export function runsOf(words: readonly string[]): Runs {
  const ids = new Map<string, number>();
  for (const word of words) if (!ids.has(word)) ids.set(word, ids.size);
  const length = [0];
  const link = [-1];
  const edges = new Map<number, number>();
  /** The words on a state's edges, for when it is cloned. */
  const onward: number[][] = [[]];
  const follow = (state: number, id: number): number | undefined => edges.get(state * ids.size + id);
  const connect = (from: number, id: number, to: number): void => {
    edges.set(from * ids.size + id, to);
  };

  let last = 0;
  for (const word of words) {
    const id = ids.get(word)!;
    const state = length.push(length[last]! + 1) - 1;
    link.push(0);
    onward.push([]);
    let from = last;
    for (; from >= 0 && follow(from, id) === undefined; from = link[from]!) {
      connect(from, id, state);
      onward[from]!.push(id);
    }
    last = state;
    if (from < 0) continue;
    const next = follow(from, id)!;
    link[state] = next;
    if (length[next] === length[from]! + 1) continue;
    const clone = length.push(length[from]! + 1) - 1;
    link.push(link[next]!);
    onward.push([...onward[next]!]);
    for (const one of onward[next]!) connect(clone, one, follow(next, one)!);
    for (; from >= 0 && follow(from, id) === next; from = link[from]!) connect(from, id, clone);
    link[next] = clone;
    link[state] = clone;
  }
  const step = (state: number, word: string): number | undefined => {
    const id = ids.get(word);
    return id === undefined ? undefined : follow(state, id);
  };
  return { step, link, length };
}

/** For each place of `words`, the words of the longest run that ends there and occurs in the text. */
export function matchLengths({ step, link, length }: Runs, words: readonly string[]): number[] {
  let state = 0;
  let matched = 0;
  return words.map((word) => {
    let next = step(state, word);
    while (next === undefined && state > 0) {
      state = link[state]!;
      matched = length[state]!;
      next = step(state, word);
    }
    if (next !== undefined) {
      state = next;
      matched++;
    }
    return matched;
  });
}

/**
 * The lengths of the extractive fragments of `words`: from the left, each time the longest run that occurs in the text (F(A, S)
 * of Grusky, Naaman and Artzi 2018). Their loop goes on in the article behind each match, so it can miss a longer run
 * that begins inside a shorter one; the longest is found here always.
 */
export function fragmentLengths(runs: Runs, words: readonly string[]): number[] {
  const lengths: number[] = [];
  for (let start = 0; start < words.length; ) {
    const length = longestRun(runs, words, start);
    if (length > 0) lengths.push(length);
    start += Math.max(1, length);
  }
  return lengths;
}

function longestRun({ step }: Runs, words: readonly string[], start: number): number {
  let state: number | undefined = 0;
  for (let at = start; at < words.length; at++) {
    state = step(state, words[at]!);
    if (state === undefined) return at - start;
  }
  return words.length - start;
}
