export interface TraceNode {
  /** Public id: `c4-120`, `e3-17`, `s7`, `r1`, `a1f0c…`. */
  readonly id: string;
  readonly kind: "run" | "stage" | "example" | "candidate" | "artifact";
  /** One line for a person. */
  readonly title: string;
  /** All that is known of it, as JSON can hold it; absent where nothing is. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Points the way the data went: from what was read or did the making to what was made. */
export interface TraceEdge {
  readonly from: string;
  readonly to: string;
  /** `made`, `input`, `scored`, `labelled`, `kept`, `dropped`, `trained on`, `evaluated`, `wrote`, `ran`, or an input's role in
   * a stage. */
  readonly role: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Trace {
  /** Id of the node that was asked for. */
  readonly root: string;
  readonly nodes: readonly TraceNode[];
  readonly edges: readonly TraceEdge[];
}
