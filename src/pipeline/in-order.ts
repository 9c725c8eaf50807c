/**
 * Does work on stretches of [first, total), several under way at once, and gives the results in order. Once it has ended, early or
 * by an error too, none is under way any more.
 * @param step length of a stretch
 * @param ahead stretches under way at once
 */
export async function* inOrder<Result>(
  first: number,
  total: number,
  step: number,
  ahead: number,
  work: (start: number) => Promise<Result>,
): AsyncGenerator<{ start: number; result: Result }> {
  const underWay: { start: number; result: Promise<Result> }[] = [];
  let next = first;
  try {
    while (next < total || underWay.length > 0) {
      while (next < total && underWay.length < ahead) {
        const result = work(next);
        // A later stretch may fail first; its error counts when its turn comes.
        result.catch(() => {});
        underWay.push({ start: next, result });
        next += step;
      }
      const { start, result } = underWay.shift()!;
      yield { start, result: await result };
    }
  } finally {
    // A thread that is ended amid a call of ONNX Runtime takes the process with it.
    await Promise.allSettled(underWay.map(({ result }) => result));
  }
}
