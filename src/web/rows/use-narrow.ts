import { useEffect, useState } from "preact/hooks";

const narrow = matchMedia("(max-width: 52rem)");

/** Whether a table of rows would be too tight. */
export function useNarrow(): boolean {
  const [isNarrow, setIsNarrow] = useState(narrow.matches);
  useEffect(() => {
    const follow = () => setIsNarrow(narrow.matches);
    narrow.addEventListener("change", follow);
    return () => narrow.removeEventListener("change", follow);
  }, []);
  return isNarrow;
}
