import { aligned, difference } from "./decimals.ts";

/** A matrix in brackets, its digits under each other. @param rows row-major */
export function Matrix({ rows }: { readonly rows: readonly (readonly number[])[] }) {
  const columns = rows[0]?.length ?? 0;
  const texts = Array.from({ length: columns }, (_, j) => aligned(rows.map((row) => row[j] ?? Number.NaN)));
  return (
    <table class="matrix" aria-label={`matrix of ${rows.length} by ${columns}`}>
      <tbody>
        {rows.map((_, i) => (
          <tr key={i}>
            {texts.map((column, j) => (
              <td key={j}>{column[i]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Numbers of an answer, beside the true ones where those are known. */
export function Numbers({
  values,
  truth,
}: {
  readonly values: readonly number[];
  readonly truth: readonly number[] | null;
}) {
  if (truth === null) {
    return (
      <ol class="number-list">
        {aligned(values).map((text, i) => (
          <li key={i}>{text}</li>
        ))}
      </ol>
    );
  }
  const places = Array.from({ length: Math.max(values.length, truth.length) }, (_, i) => i);
  const texts = aligned([...values, ...truth]);
  return (
    <table class="against">
      <thead>
        <tr>
          <th scope="col">answer</th>
          <th scope="col">true</th>
          <th scope="col">difference</th>
        </tr>
      </thead>
      <tbody>
        {places.map((i) => (
          <tr key={i}>
            <td>{i < values.length ? texts[i] : <Missing />}</td>
            <td>{i < truth.length ? texts[values.length + i] : <Missing />}</td>
            <td class={differs(values[i], truth[i]) ? "differs" : "muted"}>
              {i < values.length && i < truth.length ? difference(values[i]!, truth[i]!) : <Missing />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether two numbers look different as they are written here. */
const differs = (value: number | undefined, truth: number | undefined): boolean =>
  value === undefined || truth === undefined || difference(value, truth) !== "0";

const Missing = () => <span class="muted">none</span>;
