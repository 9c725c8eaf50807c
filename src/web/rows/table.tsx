import { FateView, LabelView, ScoreView } from "../row/judged.tsx";
import { Plain } from "../visible.tsx";
import type { ListProps, Row } from "./list.ts";
import { RowName } from "./row-name.tsx";

/** Rows under each other, a column for each verifier. */
export function RowTable({ set, filter, page, href }: ListProps) {
  const selection = set.selections.find(({ id }) => id === filter.selection);
  return (
    <div class="table">
      <table class="row-table">
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Input</th>
            <th scope="col">Output</th>
            {set.verifiers.map(({ name }) => (
              <th key={name} scope="col" class="number" aria-sort={sorted(filter, name)}>
                <Plain text={name} />
              </th>
            ))}
            <th scope="col">Label</th>
            {selection && (
              <th scope="col" title={selection.title}>
                In {selection.id}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {page.rows.map((row, i) => (
            <tr key={row.id}>
              <th scope="row">
                <RowName row={row} href={href(row.id, page.offset + i)} />
              </th>
              <td class="excerpt">
                <div>
                  <Plain text={row.input} />
                </div>
              </td>
              <td class="excerpt">
                <Output row={row} />
              </td>
              {set.verifiers.map(({ name, range }) => {
                const score = row.scores.find(({ verifier }) => verifier === name);
                return (
                  <td key={name} class="number">
                    {score && <ScoreView score={score} range={range} />}
                  </td>
                );
              })}
              <td class="nowrap">{row.label && <LabelView label={row.label} />}</td>
              {selection && <td>{row.fate && <FateView fate={row.fate} />}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const sorted = (filter: ListProps["filter"], name: string): "descending" | "ascending" | undefined =>
  filter.verifier !== name || filter.order === undefined || filter.order === "position"
    ? undefined
    : filter.order === "highest"
      ? "descending"
      : "ascending";

export function Output({ row }: { readonly row: Row }) {
  if (row.output === null) {
    return (
      <div class="failed-output">
        failed: <Plain text={row.error ?? "no reason is known"} />
      </div>
    );
  }
  return <div>{row.output === "" ? <span class="muted">empty</span> : <Plain text={row.output} />}</div>;
}
