import { Link } from "../router.ts";
import { Plain } from "../visible.tsx";
import type { Row } from "./list.ts";

/** A row's id, which leads to it, and its kind of input. */
export const RowName = ({ row: { id, stratum }, href }: { readonly row: Row; readonly href: string }) => (
  <>
    <Link class="row-link" href={href} data-row>
      {id}
    </Link>
    {stratum !== null && (
      <span class="stratum">
        <Plain text={stratum} />
      </span>
    )}
  </>
);
