interface Edge<T> {
  readonly from: T;
  readonly to: T;
}

/** Each edge once, and none where a longer way leads from its one end to the other; edges form no circle. */
export function shortcutsRemoved<T>(edges: readonly Edge<T>[]): Edge<T>[] {
  const next = new Map<T, Set<T>>();
  for (const { from, to } of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const reached = new Map<T, Set<T>>();
  const reach = (node: T): Set<T> => {
    const known = reached.get(node);
    if (known !== undefined) return known;
    const all = new Set<T>();
    reached.set(node, all);
    for (const one of next.get(node) ?? []) {
      all.add(one);
      for (const further of reach(one)) all.add(further);
    }
    return all;
  };
  return [...next].flatMap(([from, ends]) =>
    [...ends]
      .filter((to) => ![...ends].some((other) => other !== to && reach(other).has(to)))
      .map((to) => ({ from, to })),
  );
}
