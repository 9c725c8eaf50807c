import { PstarError } from "../errors.ts";
import { readCall } from "./calls.ts";
import { readCandidate } from "./candidates.ts";
import { readExample } from "./examples.ts";
import { readHandLabel } from "./hand-labels.ts";
import { parseId, publicArtifactId, publicId, stageOf } from "./ids.ts";
import {
  type ArtifactEntry,
  ancestors,
  artifactsByHash,
  artifactsOf,
  candidatesOf,
  descendants,
  fatesOf,
  labelsOf,
  readers,
  runsOfStage,
  scoresOf,
  stagesOfRun,
} from "./lineage.ts";
import { readRun } from "./runs.ts";
import { stageFacts } from "./stage-facts.ts";
import { readStage } from "./stages.ts";
import type { Store } from "./store.ts";
import type { Trace, TraceEdge, TraceNode } from "./trace-graph.ts";

interface Graph {
  readonly store: Store;
  readonly nodes: Map<string, TraceNode>;
  readonly edges: TraceEdge[];
  readonly stages: Set<number>;
}

/**
 * Walks both ways from an example, a candidate, a stage, a run or an artifact: back to the run, its seed and all that
 * went into it, and forward to the verifiers' scores, the selections that kept or dropped it and why, the trainings on
 * what was kept, and their evaluations.
 *
 * @param text a public id
 * @throws PstarError (exit code 2) when it is no id or there is nothing by it
 */
export function trace(store: Store, text: string): Trace {
  const graph: Graph = { store, nodes: new Map(), edges: [], stages: new Set() };
  return store.read(() => {
    const root = addRoot(graph, text);
    addStages(graph);
    return { root, nodes: [...graph.nodes.values()], edges: graph.edges };
  });
}

function addRoot(graph: Graph, text: string): string {
  const { store } = graph;
  const wanted = parseId(text);
  switch (wanted.kind) {
    case "candidate":
      return addCandidate(graph, wanted.id);
    case "example":
      return addExampleAndUses(graph, wanted.id);
    case "artifact":
      return addArtifactAndUses(graph, wanted.hash);
    case "stage":
      readStage(store, wanted.id);
      include(graph, ancestors(store, wanted.id), descendants(store, wanted.id));
      return publicId("stage", wanted.id);
    case "run":
      addRun(graph, wanted.id);
      include(graph, stagesOfRun(store, wanted.id));
      return publicId("run", wanted.id);
  }
}

function include(graph: Graph, ...lists: readonly (readonly number[])[]): void {
  for (const list of lists) for (const stage of list) graph.stages.add(stage);
}

function link(
  graph: Graph,
  from: string,
  to: string,
  role: string,
  facts: Record<string, unknown> = {},
): void {
  graph.edges.push({ from, to, role, facts: present(facts) });
}

/** Facts that say something. */
const present = (facts: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== undefined));

function addExample(graph: Graph, id: number): string {
  const name = publicId("example", id);
  if (graph.nodes.has(name)) return name;
  const { input, reference, split, stageId: stage } = readExample(graph.store, id);
  const facts = present({ input, reference: reference || null, split });
  graph.nodes.set(name, { id: name, kind: "example", title: input, facts });
  include(graph, ancestors(graph.store, stage));
  link(graph, publicId("stage", stage), name, "made");
  return name;
}

/** An example goes into what was generated from it and into the models trained on its stage. */
function addExampleAndUses(graph: Graph, id: number): string {
  const { store } = graph;
  const name = addExample(graph, id);
  for (const candidate of candidatesOf(store, id)) addCandidate(graph, candidate);
  for (const training of readers(store, "trainings", stageOf(id))) {
    include(graph, descendants(store, training));
    link(graph, name, publicId("stage", training), "trained on");
  }
  return name;
}

function addCandidate(graph: Graph, id: number): string {
  const { store } = graph;
  const candidate = readCandidate(store, id);
  const stage = stageOf(id);
  const name = publicId("candidate", id);
  const { sample, output, error, logProbability, finishReason, usage, cost } = candidate;
  const { sourceId: source, sourceLine: line } = candidate;
  const call = candidate.call === null ? null : callFacts(store, candidate.call);
  const given = readHandLabel(store, id);
  const byHand = given && { label: given.value, drawn: given.drawn === 1, at: given.at };
  graph.nodes.set(name, {
    id: name,
    kind: "candidate",
    title: output ?? `failed: ${error}`,
    facts: present({
      ...{ source, line, sample, output, error, logProbability, finishReason, usage, cost, call, byHand },
    }),
  });
  include(graph, ancestors(store, stage));
  link(graph, addExample(graph, candidate.exampleId), name, "input");
  link(graph, publicId("stage", stage), name, "made");
  addJudgements(graph, id);
  return name;
}

/** Which request an answer came by. Its tokens and cost are the answer's own, or shared with others. */
function callFacts(store: Store, key: string): Record<string, unknown> | null {
  const call = readCall(store, key);
  return call === undefined
    ? null
    : { key, status: call.status, attempts: call.attempts, seconds: call.latencySeconds };
}

function addJudgements(graph: Graph, candidate: number): void {
  const { store } = graph;
  const name = publicId("candidate", candidate);
  const stage = stageOf(candidate);
  for (const { stageId: verifier, score, keep, error } of scoresOf(store, candidate, stage)) {
    include(graph, [verifier]);
    link(graph, name, publicId("stage", verifier), "scored", {
      score,
      keep: keep === null ? null : keep === 1,
      error,
    });
  }
  for (const { stageId: labeller, value, source } of labelsOf(store, candidate, stage)) {
    include(graph, [labeller], readers(store, "estimates", labeller));
    const by = publicId("stage", labeller);
    // A label that a candidate came with is of its making, and no later word on it.
    const [from, to] = labeller === stage ? [by, name] : [name, by];
    link(graph, from, to, "labelled", { value, source });
  }
  for (const { stageId: selection, kept, reason } of fatesOf(store, candidate, stage)) {
    include(graph, kept ? descendants(store, selection) : [selection]);
    link(graph, name, publicId("stage", selection), kept ? "kept" : "dropped", { reason });
  }
  for (const evaluation of readers(store, "evaluations", stage)) {
    include(graph, [evaluation]);
    link(graph, name, publicId("stage", evaluation), "evaluated");
  }
}

function addArtifact(graph: Graph, { stageId: stage, kind, path, hash, bytes }: ArtifactEntry): string {
  const name = publicArtifactId(hash);
  graph.nodes.set(name, {
    id: name,
    kind: "artifact",
    title: path.replace(/^[^/]*\//, ""),
    facts: { kind, path, hash, bytes },
  });
  link(graph, publicId("stage", stage), name, "wrote");
  return name;
}

function addArtifactAndUses(graph: Graph, digits: string): string {
  const { store } = graph;
  const found = artifactsByHash(store, digits);
  const names = new Set(found.map(({ hash }) => publicArtifactId(hash)));
  const [name] = names;
  if (name === undefined || names.size > 1) {
    throw new PstarError(
      name === undefined ? `there is no artifact a${digits}` : `several artifacts start with a${digits}`,
      {
        exitCode: 2,
        where: store.path,
        remedy: "give more digits of its SHA-256, or trace the stage that made it",
      },
    );
  }
  for (const { stageId: stage } of found) include(graph, ancestors(store, stage), descendants(store, stage));
  return name;
}

function addRun(graph: Graph, id: number): string {
  const name = publicId("run", id);
  if (graph.nodes.has(name)) return name;
  const { name: title, status, version, seed, configHash, startedAt, finishedAt } = readRun(graph.store, id);
  const facts = present({ status, version, seed, configHash, startedAt, finishedAt });
  graph.nodes.set(name, { id: name, kind: "run", title, facts });
  return name;
}

/** The stages met on the way, with what ties them together; the runs stand before the stages nothing came before. */
function addStages(graph: Graph): void {
  for (const id of [...graph.stages].sort((a, b) => a - b)) {
    const stage = readStage(graph.store, id);
    const name = publicId("stage", id);
    const facts = present(stageFacts(graph.store, stage));
    graph.nodes.set(name, { id: name, kind: "stage", title: `${stage.kind} ${stage.name}`, facts });
    const inputs = stage.inputs.filter((input) => graph.stages.has(input.stageId));
    for (const input of inputs) link(graph, publicId("stage", input.stageId), name, input.role);
    if (inputs.length === 0) {
      for (const run of runsOfStage(graph.store, id)) link(graph, addRun(graph, run), name, "ran");
    }
    for (const artifact of artifactsOf(graph.store, id)) addArtifact(graph, artifact);
  }
}
