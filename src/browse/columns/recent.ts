/** Keeps the values used last, `most` of them. */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  /** Gives the value back. */
  put(key: string, value: Value): Value;
  drop(key: string): void;
}

export function recent<Value>(most: number): Recent<Value> {
  const values = new Map<string, Value>();
  return {
    get(key) {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    put(key, value) {
      values.delete(key);
      values.set(key, value);
      if (values.size > most) values.delete(values.keys().next().value!);
      return value;
    },
    drop: (key) => {
      values.delete(key);
    },
  };
}
