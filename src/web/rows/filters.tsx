import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { shortNumber } from "../../format.ts";
import type { CandidateSet } from "../../server/api.ts";
import { useQuery } from "../router.ts";
import { conditions, filterOf, withSelection } from "./filter.ts";

/** How long typing rests before rows are asked for. */
const REST = 250;

const labels = [
  ["", "any"],
  ["labelled", "labelled"],
  ["unlabelled", "not labelled"],
  ["correct", "correct"],
  ["incorrect", "incorrect"],
] as const;
const states = [
  ["", "any"],
  ["unparsed", "not parsed"],
  ["failed", "failed"],
  ["unscored", "not scored"],
] as const;
const fates = [
  ["", "any"],
  ["kept", "kept"],
  ["dropped", "dropped"],
] as const;

/** Which rows, in which order: every choice goes into the address. */
export function Filters({ set }: { readonly set: CandidateSet }) {
  const [query, choose] = useQuery();
  const filter = withSelection(filterOf(query), set);
  const chooseOne = (key: string, value: string, how: "push" | "replace" = "push") =>
    choose({ [key]: value, offset: null }, how);
  const chosen = conditions(filter).length;
  const verifier = filter.verifier ?? set.verifiers[0]?.name;
  const range = set.verifiers.find(({ name }) => name === verifier)?.range ?? null;
  const hasScores = set.verifiers.length > 0;
  return (
    <search class="filters">
      <Search />
      <Foldable count={chosen}>
        {hasScores && (
          <Choice
            name="Scores of"
            value={verifier ?? ""}
            options={set.verifiers.map(({ name }) => [name, name])}
            onChoose={(value) => choose({ verifier: value, low: null, high: null, offset: null })}
          />
        )}
        {range !== null && <ScoreRange key={verifier} range={range} verifier={verifier!} />}
        {set.selections.length > 0 && (
          <>
            <Choice
              name="Selection"
              value={filter.selection!}
              options={set.selections.map(({ id, title }) => [id, `${id} ${title}`])}
              onChoose={(value) => chooseOne("selection", value)}
            />
            <Choice
              name="Kept"
              value={filter.kept ?? ""}
              options={fates}
              onChoose={(kept) => choose({ kept, selection: filter.selection, offset: null })}
            />
          </>
        )}
        <Choice
          name="Label"
          value={filter.label ?? ""}
          options={labels}
          onChoose={(v) => chooseOne("label", v)}
        />
        {set.strata.length > 0 && (
          <Choice
            name="Kind of input"
            value={filter.stratum ?? ""}
            options={[["", "any"], ...set.strata.map((one) => [one, one] as const)]}
            onChoose={(value) => chooseOne("stratum", value)}
          />
        )}
        <Choice
          name="State"
          value={filter.state ?? ""}
          options={states}
          onChoose={(v) => chooseOne("state", v)}
        />
        <Choice
          name="Order"
          value={filter.order ?? "position"}
          options={[
            ["position", "as made"],
            ...(hasScores
              ? ([
                  ["highest", "highest score first"],
                  ["lowest", "lowest score first"],
                ] as const)
              : []),
          ]}
          onChoose={(value) =>
            choose({ order: value === "position" ? null : value, verifier: verifier ?? null, offset: null })
          }
        />
      </Foldable>
    </search>
  );
}

/** Open beside a wide page; on a narrow one behind its summary. */
function Foldable({ count, children }: { readonly count: number; readonly children: ComponentChildren }) {
  const [isOpen] = useState(() => matchMedia("(min-width: 48rem)").matches);
  return (
    <details class="foldable" open={isOpen}>
      <summary>Filters and order{count > 0 && <span class="muted">, {count} in use</span>}</summary>
      <div class="fields">{children}</div>
    </details>
  );
}

function Search() {
  const [query, choose] = useQuery();
  const [text, setText] = useTyped(query.get("search") ?? "", (value) =>
    choose({ search: value.trim(), offset: null }, "replace"),
  );
  return (
    <label class="field search-field">
      <span>Words in inputs and outputs</span>
      <input
        type="search"
        value={text}
        placeholder="press / to search"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </label>
  );
}

function ScoreRange({
  range: [low, high],
  verifier,
}: {
  readonly range: readonly [number, number];
  readonly verifier: string;
}) {
  return (
    <fieldset class="range">
      <legend>
        Score, from {shortNumber(low)} to {shortNumber(high)}
      </legend>
      <div>
        <Bound name="low" label="at least" verifier={verifier} placeholder={shortNumber(low)} />
        <span aria-hidden="true">–</span>
        <Bound name="high" label="at most" verifier={verifier} placeholder={shortNumber(high)} />
      </div>
    </fieldset>
  );
}

function Bound({
  name,
  label,
  verifier,
  placeholder,
}: {
  readonly name: "low" | "high";
  readonly label: string;
  readonly verifier: string;
  readonly placeholder: string;
}) {
  const [query, choose] = useQuery();
  const [text, setText] = useTyped(query.get(name) ?? "", (value) =>
    choose({ [name]: value, verifier, offset: null }, "replace"),
  );
  return (
    <input
      type="number"
      step="any"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
    />
  );
}

/** What is typed, passed on once typing rests; what the address says otherwise, as when going back, is taken over. */
function useTyped(said: string, pass: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(said);
  const passed = useRef(said);
  useEffect(() => {
    if (said !== passed.current) setText(said);
    passed.current = said;
  }, [said]);
  useEffect(() => {
    if (text.trim() === passed.current) return;
    const timer = setTimeout(() => {
      passed.current = text.trim();
      pass(text);
    }, REST);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}

export function Choice({
  name,
  value,
  options,
  onChoose,
}: {
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, said: string])[];
  onChoose(value: string): void;
}) {
  return (
    <label class="field">
      <span>{name}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([one, said]) => (
          <option key={one} value={one}>
            {said}
          </option>
        ))}
      </select>
    </label>
  );
}
