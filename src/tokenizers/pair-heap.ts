/** Two pieces that stand side by side `count` times; `key` orders pairs by their ids. */
export interface CountedPair {
  readonly key: number;
  readonly count: number;
}

/** A binary heap: the most frequent pair first, among equals the one of lowest key. */
export function createPairHeap() {
  const heap: CountedPair[] = [];

  const push = (pair: CountedPair): void => {
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(pair, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = pair;
  };

  const pop = (): CountedPair | undefined => {
    const top = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return top;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return top;
  };

  return { push, pop };
}

const isBefore = (a: CountedPair, b: CountedPair): boolean =>
  a.count > b.count || (a.count === b.count && a.key < b.key);
