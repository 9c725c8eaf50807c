import { useEffect, useRef, useState } from "preact/hooks";
import type { LabelQueue } from "../../server/api.ts";
import { ask, Failure, giveLabel, routes } from "../api.ts";

/** Rows asked for at once, and how few may be left before more are. */
const BATCH = 20;
const FEW = 5;
/** The server answers with no more at once. */
const MOST = 1000;

/** A row that was dealt with; a skipped one has no value. */
interface Done {
  readonly id: string;
  readonly value: number | null;
}

export interface Queue {
  /** Ids of the row to label now and of those after it. */
  readonly next: readonly string[];
  readonly done: readonly Done[];
  readonly counts: Omit<LabelQueue, "next"> | null;
  readonly failure: Failure | null;
  readonly isBusy: boolean;
  /** Whether nothing is left to ask for. */
  readonly isAll: boolean;
  give(value: number): void;
  skip(): void;
  undo(): void;
}

interface State extends Omit<Queue, "give" | "skip" | "undo"> {}

const start: State = { next: [], done: [], counts: null, failure: null, isBusy: false, isAll: false };

/** Rows of a set to label one after another, drawn at random by the server. */
export function useQueue(db: number, run: string, stage: string): Queue {
  const [state, setState] = useState(start);
  const current = useRef(state);
  const update = (change: Partial<State>) => {
    current.current = { ...current.current, ...change };
    setState(current.current);
  };

  const fill = async (signal?: AbortSignal) => {
    const { done, next } = current.current;
    // What was skipped is drawn again and again, so as many more are asked for.
    const skipped = done.filter(({ value }) => value === null).length;
    const asked = Math.min(MOST, BATCH + skipped + next.length);
    const { next: drawn, ...counts } = await ask(routes.queue(db, run, stage, asked), signal);
    const seen = new Set([...current.current.done.map(({ id }) => id), ...current.current.next]);
    const fresh = drawn.filter((id) => !seen.has(id));
    update({
      next: [...current.current.next, ...fresh],
      counts,
      isAll: drawn.length < asked || fresh.length === 0,
    });
  };

  /** One thing at a time: a key pressed twice must not label a row that was not looked at. */
  const doing = async (work: () => Promise<void>) => {
    if (current.current.isBusy) return;
    update({ isBusy: true, failure: null });
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      update({ failure: error });
    } finally {
      update({ isBusy: false });
    }
  };

  const moveOn = async (value: number | null) => {
    const [id, ...next] = current.current.next;
    update({ next, done: [...current.current.done, { id: id!, value }] });
    if (next.length < FEW && !current.current.isAll) await fill();
  };

  useEffect(() => {
    const abort = new AbortController();
    current.current = start;
    setState(start);
    fill(abort.signal).catch((error: unknown) => {
      if (abort.signal.aborted) return;
      if (!(error instanceof Failure)) throw error;
      update({ failure: error });
    });
    return () => abort.abort();
  }, [db, run, stage]);

  const save = async (id: string, value: number | null) => {
    const counted = await giveLabel(db, { id, value, drawn: true });
    const { counts } = current.current;
    if (counts !== null) update({ counts: { ...counts, ...counted } });
  };

  return {
    ...state,
    give: (value) =>
      doing(async () => {
        const [id] = current.current.next;
        if (id === undefined) return;
        await save(id, value);
        await moveOn(value);
      }),
    skip: () => doing(async () => void (current.current.next.length > 0 && (await moveOn(null)))),
    undo: () =>
      doing(async () => {
        const last = current.current.done.at(-1);
        if (last === undefined) return;
        if (last.value !== null) await save(last.id, null);
        update({ next: [last.id, ...current.current.next], done: current.current.done.slice(0, -1) });
      }),
  };
}
