/**
 * Fetches a range of a machine's time, window by window: each is recorded before the next is asked for, and what cannot
 * be fetched or recorded ends the range there.
 */
import type { Actor } from '../../kernel/access.ts';
import { createPeriodCellReader, type Ingestion, type Patience } from '../ingestion/index.ts';
import { FourJawFailure } from './client/failures.ts';
import type { FourJawClient } from './client/fourjaw-client.ts';
import type { PeriodsReply } from './client/replies.ts';
import { theirNow } from './client/skew.rules.ts';
import type { Timing } from './client/timing.ts';
import type { Outcome } from './period-tally.rules.ts';
import { isFourJawId, readReply } from './periods.rules.ts';
import { FIRST_WIDTH_MS, nextWidth, nextWindow, splitWindow, type Window } from './windows.rules.ts';

export interface TakenWindow {
  readonly window: Window;
  /** By period; one that goes on comes with the next window too. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Which the first of the refused ones is, and why. */
  readonly firstRefusal: string | null;
}

export interface RangeFetch {
  readonly actor: Actor;
  readonly machineId: string;
  readonly range: Window;
  readonly signal: AbortSignal;
  /** Told of each window that is on disk, in their order; what follows waits for it. */
  readonly onTaken: (taken: TakenWindow) => Promise<void>;
}

export interface RangeFetchDependencies {
  readonly client: FourJawClient;
  readonly ingestion: Pick<Ingestion, 'recordToldPeriods'>;
  readonly timing: Timing;
  readonly pageSize: number;
}

const readCells = createPeriodCellReader('FourJaw');

/** @throws FourJawFailure, and what keeps periods from being recorded */
export async function fetchRange(deps: RangeFetchDependencies, fetch: RangeFetch): Promise<void> {
  const { range, signal, onTaken } = fetch;
  let widthMs = FIRST_WIDTH_MS;
  let left = range;
  for (let window = nextWindow(left, widthMs); window !== undefined; window = nextWindow(left, widthMs)) {
    if (signal.aborted) throw new FourJawFailure('stopped', 'Stopped');
    const reply = await fetchWindow(deps, fetch, window);
    if (reply === undefined) {
      const [half] = splitWindow(window) ?? [];
      if (half === undefined)
        throw new FourJawFailure('rejected', 'FourJaw tells of more periods in one second than fit a page');
      widthMs = half.toMs - half.fromMs;
      continue;
    }
    const taken = await recordWindow(deps, fetch, window, reply);
    await onTaken(taken);
    left = { fromMs: window.toMs, toMs: range.toMs };
    widthMs = nextWidth(window.toMs - window.fromMs, reply.items.length, deps.pageSize);
  }
}

/** Undefined where the reply does not hold all of the window. */
async function fetchWindow(
  { client }: RangeFetchDependencies,
  { machineId, signal }: RangeFetch,
  window: Window,
): Promise<PeriodsReply | undefined> {
  try {
    const reply = await client.fetchPeriods({ machineId, ...window }, signal);
    return reply.isFull ? undefined : reply;
  } catch (error) {
    if (error instanceof FourJawFailure && error.kind === 'too-large') return undefined;
    throw error;
  }
}

async function recordWindow(
  { client, ingestion, timing }: RangeFetchDependencies,
  { actor, machineId, signal }: RangeFetch,
  window: Window,
  reply: PeriodsReply,
): Promise<TakenWindow> {
  const nowMs = timing.wallMs();
  const asked = { machineId, nowMs, theirNowMs: theirNow(nowMs, client.skewMs()) };
  const { periods, refused, future, firstRefusal } = readReply(reply.items, asked, readCells);
  const patience: Patience = { signal };
  const told = { machineId, ...window, isOwn: isFourJawId };
  const source = { kind: 'fourjaw', name: 'api' } as const;
  const { insertedIds, updatedIds } = await ingestion.recordToldPeriods(actor, told, periods, source, patience);
  const outcomes = new Map<string, Outcome>();
  for (const { id } of periods) outcomes.set(id, 'unchanged');
  for (const id of updatedIds) outcomes.set(id, 'updated');
  for (const id of insertedIds) outcomes.set(id, 'inserted');
  for (const row of refused) outcomes.set(row, 'refused');
  for (const id of future) outcomes.set(id, 'future');
  return { window, outcomes, firstRefusal };
}
