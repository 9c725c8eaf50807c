/** A text's words, so prepared that any other text's runs are found in it in one pass. */
export interface RunIndex {
  /** Number of each word it has. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Words in all. */
  readonly size: number;
  readonly states: readonly State[];
}

/** A state of the suffix automaton: the runs that end at the same places. */
interface State {
  next: Map<number, number>;
  /** The state of the longest run within these that ends elsewhere too; −1 of the empty run. */
  link: number;
  /** Words of the longest run. */
  length: number;
  /** The last place at which they end. */
  end: number;
}

/** Of each word of a text: how long the longest run from it on is that the indexed text has, and where that has it first. */
export interface LongestRuns {
  readonly length: Int32Array;
  readonly at: Int32Array;
}

/**
 * The suffix automaton (Blumer et al. 1985) of the words read backwards, since runs are wanted by their first word. Time
 * and memory in proportion to the text.
 */
export function runIndex(words: readonly string[]): RunIndex {
  const numbers = new Map<string, number>();
  for (const word of words) if (!numbers.has(word)) numbers.set(word, numbers.size);
  const states: State[] = [{ next: new Map(), link: -1, length: 0, end: -1 }];
  let last = 0;
  for (let place = 0; place < words.length; place++) {
    last = extend(states, last, numbers.get(words[words.length - 1 - place]!)!, place);
  }
  const longestFirst = [...states.keys()].sort((a, b) => states[b]!.length - states[a]!.length);
  for (const one of longestFirst) {
    const { link, end } = states[one]!;
    if (link >= 0) states[link]!.end = Math.max(states[link]!.end, end);
  }
  return { numbers, size: words.length, states };
}

/** Adds a word; gives the state of all words so far. */
function extend(states: State[], last: number, word: number, place: number): number {
  const made = states.length;
  states.push({ next: new Map(), link: 0, length: states[last]!.length + 1, end: place });
  let from = last;
  for (; from >= 0 && !states[from]!.next.has(word); from = states[from]!.link) {
    states[from]!.next.set(word, made);
  }
  if (from < 0) return made;
  const found = states[from]!.next.get(word)!;
  if (states[found]!.length === states[from]!.length + 1) {
    states[made]!.link = found;
    return made;
  }
  const apart = states.length;
  states.push({
    ...states[found]!,
    next: new Map(states[found]!.next),
    length: states[from]!.length + 1,
  });
  for (; from >= 0 && states[from]!.next.get(word) === found; from = states[from]!.link) {
    states[from]!.next.set(word, apart);
  }
  states[found]!.link = apart;
  states[made]!.link = apart;
  return made;
}

/** The matching statistics of a text (Chang & Lawler 1994) against the indexed one, in one pass from its end. */
export function longestRuns(words: readonly string[], { numbers, size, states }: RunIndex): LongestRuns {
  const length = new Int32Array(words.length);
  const at = new Int32Array(words.length);
  let state = 0;
  let run = 0;
  for (let i = words.length - 1; i >= 0; i--) {
    const word = numbers.get(words[i]!) ?? -1;
    while (state > 0 && !states[state]!.next.has(word)) {
      state = states[state]!.link;
      run = states[state]!.length;
    }
    const next = states[state]!.next.get(word);
    if (next !== undefined) {
      state = next;
      run++;
    }
    length[i] = run;
    at[i] = size - 1 - states[state]!.end;
  }
  return { length, at };
}
