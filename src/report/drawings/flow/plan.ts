import type { InspectedStage, RunInspection } from "../../../inspect/index.ts";
import { unverified } from "../words.ts";
import { columnsOf } from "./depth.ts";
import { shortcutsRemoved } from "./edges.ts";

/** Stages of one kind and one verifier. */
export interface FlowBox {
  readonly title: string;
  readonly rows: readonly FlowRow[];
}

/** Twins: the same work over labelled candidates and over all. */
export interface FlowRow {
  readonly label: string;
  readonly stages: readonly { readonly part: string; readonly stage: InspectedStage }[];
}

export interface FlowSection {
  readonly kind: string;
  readonly boxes: readonly FlowBox[];
}

export interface FlowPlan {
  /** From the left to the right, every stage right of its inputs. */
  readonly columns: readonly (readonly FlowSection[])[];
  /** Between boxes, without those that others imply. */
  readonly edges: readonly { readonly from: FlowBox; readonly to: FlowBox }[];
}

/** A run's stages as boxes in columns. */
export function planFlow(run: RunInspection): FlowPlan {
  const places = run.stages.map((stage) => placeOf(run, stage));
  const columns = columnsOf(run.stages);
  const boxes = grouped(places, ({ stage, box }) => `${columns.get(stage.id)}/${stage.kind}/${box}`).map(
    (members) => ({ members, box: boxOf(members) }),
  );
  const boxByStage = new Map(
    boxes.flatMap(({ members, box }) => members.map(({ stage }) => [stage.id, box] as const)),
  );
  const kindsIn = (column: number) => {
    const here = boxes.filter(({ members }) => columns.get(members[0]!.stage.id) === column);
    const sections = grouped(here, ({ members }) => members[0]!.stage.kind).map(
      (section): FlowSection => ({
        kind: section[0]!.members[0]!.stage.kind,
        boxes: section.toSorted((a, b) => rank(run, a.box) - rank(run, b.box)).map(({ box }) => box),
      }),
    );
    return sections.sort((a, b) => Number(lower.has(a.kind)) - Number(lower.has(b.kind)));
  };
  const last = Math.max(0, ...columns.values());
  const edges = run.stages.flatMap(({ id, inputs }) =>
    inputs.flatMap(({ stage }) => {
      const [from, to] = [boxByStage.get(stage), boxByStage.get(id)!];
      return from === undefined || from === to ? [] : [{ from, to }];
    }),
  );
  return {
    columns: Array.from({ length: last + 1 }, (_, column) => kindsIn(column)),
    edges: shortcutsRemoved(edges),
  };
}

interface Place {
  readonly stage: InspectedStage;
  readonly box: string;
  readonly label: string;
  readonly part: string;
}

function boxOf(members: readonly Place[]): FlowBox {
  const rows = grouped(members, ({ label }) => label).map((row) => ({
    label: row[0]!.label,
    stages: row.map(({ part, stage }) => ({ part, stage })),
  }));
  const { box } = members[0]!;
  return { title: box === unverified ? "unverified" : box, rows };
}

/** What no verifier has to do with comes first, then in the order of the file. */
const rank = ({ cells }: RunInspection, { title }: FlowBox): number =>
  cells.findIndex(({ verifier }) => verifier === (title === "unverified" ? unverified : title));

/** `synthesis by oracle top-share 0.125` goes into the box `oracle`, the row `top-share 0.125`, as its `synthesis`. */
function placeOf(run: RunInspection, stage: InspectedStage): Place {
  const { kind, name } = stage;
  if (kind === "examples" || kind === "generate" || kind === "label")
    return { stage, box: "", label: "", part: name };
  const [, part = "", subject = name] = kinds.has(kind) ? (/^(.+?) by (.+)$/.exec(name) ?? []) : [];
  const bare = subject.replace(/^student of /, "");
  const verifier = verifiersOf(run).find((one) => bare === one || bare.startsWith(`${one} `));
  if (verifier === undefined) return { stage, box: bare, label: "", part };
  return { stage, box: verifier, label: bare.slice(verifier.length + 1), part };
}

/** Beside the way to the students: below what lies on it. */
const lower = new Set(["label", "estimate"]);

/** Of these a name says over which rows: `synthesis by oracle`. */
const kinds = new Set(["verify", "select", "estimate"]);

/** The longest first, for names that others begin with. */
function verifiersOf({ cells, stages }: RunInspection): string[] {
  const verified = stages
    .filter(({ kind }) => kind === "verify")
    .map(({ name }) => name.replace(/^.+? by /, ""));
  const names = new Set([...cells.map(({ verifier }) => verifier), ...verified, unverified]);
  return [...names].sort((a, b) => b.length - a.length);
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  return [...Map.groupBy(items, keyOf).values()];
}
