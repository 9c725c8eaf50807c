import { useEffect, useState } from "preact/hooks";
import { createShared, useShared } from "./shared.ts";

export type Theme = "auto" | "light" | "dark";

/** What was chosen; public/theme.js has put it on the root before the first paint. */
const chosen = createShared<Theme>((document.documentElement.dataset.theme as Theme | undefined) ?? "auto");

export const useTheme = (): Theme => useShared(chosen);

export function chooseTheme(theme: Theme): void {
  chosen.set(theme);
  if (theme === "auto") {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem("theme");
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
  }
}

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Which of the two the page wears now, for pictures that the server draws. */
export function useShade(): "light" | "dark" {
  const theme = useTheme();
  const [prefersDark, setPrefersDark] = useState(dark.matches);
  useEffect(() => {
    const follow = () => setPrefersDark(dark.matches);
    dark.addEventListener("change", follow);
    return () => dark.removeEventListener("change", follow);
  }, []);
  return theme === "auto" ? (prefersDark ? "dark" : "light") : theme;
}
