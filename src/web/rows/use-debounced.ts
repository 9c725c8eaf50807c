import { useEffect, useState } from "preact/hooks";

/** The value as it was once it had stayed the same for a while. @param milliseconds of rest */
export function useDebounced<T extends string | number | null>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
