import type { EndpointContext } from "../../endpoint/context.ts";
import { openEndpoint } from "../../endpoint/endpoint.ts";
import { requestKey } from "../../endpoint/key.ts";
import { identityOf } from "../../endpoint/options.ts";
import type { EndpointRequest } from "../../endpoint/request.ts";
import { type Books, readLabels, type Store } from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import { verifierIdentity } from "../../verifiers/index.ts";
import { type JudgeReport, judgeReport } from "../../verifiers/judge/report.ts";
import type { VerifierItem } from "../../verifiers/verifier.ts";
import type { NamedJudge } from "../asking.ts";
import type { AttemptOf } from "../attempts.ts";
import { defineRetriable, type Stage } from "../stage.ts";
import { shownRows, verifierItem } from "./verify.ts";

/** What a judge is checked on, and how. */
export interface JudgeCheckParts {
  readonly judge: NamedJudge;
  readonly task: Task;
  readonly candidates: Stage;
  readonly labels: Stage;
  /** Pairs of answers to one input that are shown in both orders, at most. */
  readonly pairs: number;
  /** Of the stage that lets the judge score the same candidates: its verdicts are these. */
  readonly seed: number;
}

/** A judge's answers to the same question asked again, and to pairs in both orders; its summary is a `JudgeReport`. */
export function judgeCheckStage(parts: JudgeCheckParts, attemptOf: AttemptOf): Stage {
  const { judge, task, candidates, labels, pairs, seed } = parts;
  return defineRetriable(
    {
      kind: "judge-check",
      name: judge.name,
      version: 1,
      options: { verifier: verifierIdentity(judge), pairs, seed },
      inputs: [
        { role: "candidates", stage: candidates },
        { role: "labels", stage: labels },
      ],
      rows: null,
      unit: "rows",
      resource: "main",
      async work({ store, endpoint: context, input, report }) {
        const rows = [...shownRows(store, input("candidates"), task)];
        const items = rows.map((row) => verifierItem(row, seed));
        const known = readLabels(store, input("labels"));
        const correct = new Map(Array.from(known.positions, (position, i) => [position, known.values[i]!]));
        const endpoint = openEndpoint(judge, counting(context, report));
        const labels = rows.map(({ position }) => correct.get(position));
        const summary = await judgeReport(endpoint, judge, items, { labels, pairs, seed });
        return { ...booksOf(summary), summary };
      },
    },
    attemptOf,
  );
}

/** Says how many questions are answered. */
function counting(context: EndpointContext, report: (done: number) => void): EndpointContext {
  const { find, record } = context.ledger;
  let done = 0;
  const one = (): void => report(++done);
  return {
    ...context,
    ledger: {
      find(key) {
        const answer = find(key);
        if (answer !== undefined) one();
        return answer;
      },
      record(call) {
        record(call);
        one();
      },
    },
  };
}

/** Of questions, two a pair: those of a pair fail together. */
function booksOf({ scores, unreadable, refused, position }: JudgeReport): Books {
  const kept = scores + 2 * position.pairs;
  const failed = refused + 2 * position.failed;
  return { input: kept + unreadable + failed, kept, rejected: unreadable, failed };
}

/** All that a check asks, by the keys of the requests: what an endpoint is asked that answers nothing. */
export async function questionsOf(
  store: Store,
  candidates: number,
  { judge, task, pairs, seed }: JudgeCheckParts,
): Promise<ReadonlyMap<string, EndpointRequest>> {
  const identity = identityOf(judge);
  const keyOf = (request: EndpointRequest): string => requestKey(identity, request);
  const asked = new Map<string, EndpointRequest>();
  const items = Array.from(
    shownRows(store, candidates, task),
    (row): VerifierItem => verifierItem(row, seed),
  );
  const rehearsal = {
    keyOf,
    worstCost: () => null,
    async ask(request: EndpointRequest) {
      asked.set(keyOf(request), request);
      return { error: "only rehearsed" };
    },
  };
  await judgeReport(rehearsal, judge, items, { pairs, seed });
  return asked;
}
