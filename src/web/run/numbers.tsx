import { parseCsv } from "../../csv.ts";
import { count } from "../../format.ts";
import { askText, useAsked } from "../api.ts";
import { Answered } from "../parts/states.tsx";
import { Wide } from "../parts/wide.tsx";
import { Plain } from "../visible.tsx";

/** Rows shown; the file has all of them. */
const MOST = 200;

/** The numbers behind a figure. @param path of its CSV */
export function Numbers({
  title,
  path,
  revision,
}: {
  readonly title: string;
  readonly path: string;
  readonly revision: number;
}) {
  const answer = useAsked(path, (signal) => askText(path, signal), revision);
  return (
    <Answered answer={answer} what="the numbers">
      {(text) => {
        const [head = [], ...rows] = parseCsv(text);
        return (
          <Wide class="table numbers" name={title}>
            <table>
              <caption>
                <Plain text={title} />
                {rows.length > MOST && `: the first ${MOST} of ${count(rows.length)} rows`}
              </caption>
              <thead>
                <tr>
                  {head.map((name) => (
                    <th key={name} scope="col">
                      <Plain text={name} />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, MOST).map((row, i) => (
                  <tr key={i}>
                    {row.map((field, j) => (
                      <td key={j} class={isNumber(field) ? "number" : undefined}>
                        <Plain text={field} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        );
      }}
    </Answered>
  );
}

const isNumber = (field: string): boolean => field !== "" && Number.isFinite(Number(field));
