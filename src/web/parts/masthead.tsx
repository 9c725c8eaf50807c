import { useEffect } from "preact/hooks";
import { ask, connection, routes, useAnswer } from "../api.ts";
import { Link, places, usePlace } from "../router.ts";
import { useShared } from "../shared.ts";
import { chooseTheme, type Theme, useTheme } from "../theme.ts";
import { Plain } from "../visible.tsx";
import { openHelp } from "./help.tsx";

/** Milliseconds between questions whether the server is back. */
const RETRY = 3000;

/** The head of every page: where one is, the pages of the run, the look. */
export function Masthead({ db, run }: { readonly db: string | undefined; readonly run: string | undefined }) {
  const isGone = useShared(connection) === "gone";
  useEffect(() => {
    if (!isGone) return;
    const timer = setInterval(() => ask(routes.databases()).catch(() => {}), RETRY);
    return () => clearInterval(timer);
  }, [isGone]);
  return (
    <header class="masthead">
      <div class="masthead-line">
        <Link href={places.home} class="home" data-home>
          pstar
        </Link>
        {db !== undefined && run !== undefined && <RunPages db={Number(db)} run={run} />}
        <span class="spacer" />
        <ThemeChoice />
        <button type="button" class="quiet help-button" onClick={openHelp} aria-label="Keyboard shortcuts">
          ?
        </button>
      </div>
      <div role="status">
        {isGone && (
          <p class="gone">
            The server does not answer; what is shown may be old. Start it again with{" "}
            <code>npx pstar view</code>.
          </p>
        )}
      </div>
    </header>
  );
}

function RunPages({ db, run }: { readonly db: number; readonly run: string }) {
  const { path } = usePlace();
  const { data: runs } = useAnswer(routes.runs(db));
  const listing = runs?.find(({ id }) => id === run);
  const home = places.run(db, run);
  const link = (href: string, text: string) => {
    const isHere = href === home ? path === home : path.startsWith(href);
    return (
      <Link href={href} aria-current={isHere ? "page" : undefined}>
        {text}
      </Link>
    );
  };
  return (
    <>
      <span class="run-name">
        <Plain text={listing?.name ?? run} />
      </span>
      <nav aria-label="Pages of the run">
        {link(home, "Run")}
        {listing?.kind !== "tuning" && (
          <>
            {link(places.rows(db, run), "Rows")}
            {link(places.label(db, run), "Label")}
          </>
        )}
      </nav>
    </>
  );
}

const themes: readonly Theme[] = ["auto", "light", "dark"];

function ThemeChoice() {
  const theme = useTheme();
  return (
    <fieldset class="choice">
      <legend class="unsaid">Colours</legend>
      {themes.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="theme"
            value={one}
            checked={theme === one}
            onChange={() => chooseTheme(one)}
          />
          <span>{one}</span>
        </label>
      ))}
    </fieldset>
  );
}
