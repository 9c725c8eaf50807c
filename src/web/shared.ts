import { useEffect, useState } from "preact/hooks";

/** A value that many parts of the page look at. */
export interface Shared<T> {
  get(): T;
  set(value: T): void;
  /** @returns what ends it */
  subscribe(listener: () => void): () => void;
}

export function createShared<T>(initial: T): Shared<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value, and a new drawing whenever it changes. */
export function useShared<T>(shared: Shared<T>): T {
  const [value, setValue] = useState(shared.get);
  useEffect(() => {
    const follow = () => setValue(() => shared.get());
    follow();
    return shared.subscribe(follow);
  }, [shared]);
  return value;
}
