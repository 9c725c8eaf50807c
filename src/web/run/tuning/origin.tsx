import { routes, type Tuning, useAnswer } from "../../api.ts";
import { Wide } from "../../parts/wide.tsx";
import { Link, places } from "../../router.ts";
import { Plain } from "../../visible.tsx";

type OriginOf = NonNullable<Tuning["origin"]>;

/** The export that the rows are of, the run behind it where its database is open here, and what its card says. */
export function Origin({
  db,
  run,
  origin,
}: {
  readonly db: number;
  readonly run: string;
  readonly origin: OriginOf;
}) {
  const { selection, database, folder, format, version, verification } = origin;
  const { data: place } = useAnswer(routes.origin(db, run));
  return (
    <>
      <p class="origin">
        Exported by pstar {version} as {format} from selection {selection}
        {database !== null && (
          <>
            {" "}
            of{" "}
            {place === null ? (
              <Plain text={database} />
            ) : (
              <Link href={places.run(place.db, place.run)}>
                <Plain text={`${database}, ${place.run}`} />
              </Link>
            )}
          </>
        )}{" "}
        to <Plain text={folder} />.
      </p>
      {place !== null && (
        <p class="links">
          <Link href={places.rows(place.db, place.run, undefined, { selection, kept: "kept" })}>
            Look at the rows it kept
          </Link>
          <Link href={places.trace(place.db, place.run, selection)}>What the selection came from</Link>
        </p>
      )}
      {verification.length > 0 && (
        <details class="card-of-export" open>
          <summary>What its card says of how far it was verified</summary>
          {verification.map((block, i) => (
            <CardBlock key={i} block={block} />
          ))}
        </details>
      )}
    </>
  );
}

/** `0.81 [0.76, 0.86]` */
const isInterval = (text: string): boolean => /^[\d.<>]+ \[[^\]]*\]$/.test(text);

function CardBlock({ block }: { readonly block: OriginOf["verification"][number] }) {
  if (block.kind === "heading")
    return (
      <h3>
        <Plain text={block.text} />
      </h3>
    );
  if (block.kind === "text")
    return (
      <p>
        <Plain text={block.text} />
      </p>
    );
  return (
    <Wide name="Table of the card">
      <table>
        <thead>
          <tr>
            {block.head.map((name, i) => (
              <th key={i} scope="col">
                <Plain text={name} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map(([first = "", ...others], i) => (
            <tr key={i}>
              <th scope="row">
                <Plain text={first} />
              </th>
              {others.map((cell, j) => (
                <td key={j} class={isInterval(cell) ? "nowrap" : undefined}>
                  <Plain text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
