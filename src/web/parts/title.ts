import { useEffect } from "preact/hooks";

/** What the tab and a screen reader call the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "pstar" : `${title} · pstar`;
  }, [title]);
}
