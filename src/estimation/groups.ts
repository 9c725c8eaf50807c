import type { GroupColumn } from "./columns.ts";
import { estimateCuts } from "./intervals/method.ts";
import type { Judgement } from "./judgement.ts";
import { selectLabels } from "./labels.ts";
import type { GroupCell } from "./report.ts";
import { verdict } from "./verdict.ts";

/**
 * p, p⋆ and kept precision of each kind of candidate by itself, kinds by name: so a verifier that is good on average and
 * bad on one kind is caught.
 *
 * @param kept rows kept, of all
 */
export function estimateGroups({ columns, labelled, options }: Judgement, kept: Uint32Array): GroupCell[] {
  const group = columns.group as GroupColumn;
  const rowsOfKind = countCodes(group, (code) => code, group.codes);
  const keptOfKind = countCodes(group, (row) => group.codes[row], kept);
  const labelsOfKind: number[][] = group.names.map(() => []);
  labelled.rows.forEach((row, i) => {
    labelsOfKind[group.codes[row]].push(i);
  });
  const isKept = new Uint8Array(columns.rows);
  for (const row of kept) isKept[row] = 1;
  return [...group.names.keys()]
    .filter((kind) => rowsOfKind[kind] > 0)
    .sort((a, b) => group.names[a].localeCompare(group.names[b], "en", { numeric: true }))
    .map((kind) => {
      const own = selectLabels(labelled, labelsOfKind[kind]);
      const order = Int32Array.from(own.rows.keys()).sort(
        (i, j) => isKept[own.rows[j]] - isKept[own.rows[i]],
      );
      const labels = own.rows.reduce((sum, row) => sum + isKept[row], 0);
      const keepsAll = keptOfKind[kind] === rowsOfKind[kind];
      const [estimate] = estimateCuts({ ...own, order }, [{ labels, keepsAll }], options);
      const { error, pstar, keptPrecision, ...probabilities } = estimate.summary();
      return {
        group: group.names[kind],
        ...{ rows: rowsOfKind[kind], labelled: own.rows.length, kept: keptOfKind[kind] },
        ...{ error, pstar, keptPrecision },
        verdict: verdict({ ...probabilities, labels: own.rows.length, certainty: options.certainty }).kind,
      };
    });
}

function countCodes(
  group: GroupColumn,
  code: (item: number) => number,
  items: Int32Array | Uint32Array,
): Int32Array {
  const counts = new Int32Array(group.names.length);
  for (const item of items) counts[code(item)]++;
  return counts;
}
