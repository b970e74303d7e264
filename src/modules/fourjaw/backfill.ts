/**
 * Fetches a range of the past, however often FourJaw fails meanwhile: a window is asked for again until it is recorded or
 * FourJaw has failed for half an hour on end, whatever it was asked for. Repeating a back-fill changes nothing but what FourJaw has changed.
 *
 * Cursors stay where they are: a back-fill says nothing of what follows it.
 */
import { type Actor, systemActor } from '../../kernel/access.ts';
import { MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import { FourJawFailure } from './client/failures.ts';
import { PeriodTally } from './period-tally.rules.ts';
import { fetchRange, type RangeFetchDependencies, type TakenWindow } from './range-fetch.ts';
import type { Window } from './windows.rules.ts';

export interface BackfillProgress {
  /** Of all machines together. */
  readonly fetchedMs: number;
  readonly totalMs: number;
  readonly periods: number;
  /** Times that FourJaw failed for longer than the tries of a single request. */
  readonly failures: number;
  /** Requests that were answered with a fault, or not at all, and sent again: those tries among them. */
  readonly resent: number;
}

export interface BackfillSummary {
  /** Everything of every machine was fetched and recorded. */
  readonly complete: boolean;
  readonly machines: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  /** As in the progress. */
  readonly resent: number;
  /** The first ones: which period it is, and why. */
  readonly refusals: readonly { readonly machineId: string; readonly message: string }[];
  /** Machines that were not fetched to the end, and why; the range until there is recorded. */
  readonly failed: readonly { readonly machineId: string; readonly fetchedToMs: number; readonly message: string }[];
  /** By a clock that never jumps. */
  readonly elapsedMs: number;
}

export interface BackfillRun {
  readonly machineIds: readonly string[];
  /** Of these nobody could say that there are such, and why not: where nothing is found the run is not complete. */
  readonly unsure: ReadonlyMap<string, string>;
  readonly range: Window;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onProgress: ((progress: BackfillProgress) => void) | undefined;
}

export const backfiller: Actor = systemActor('fourjaw-backfill');

const GIVE_UP_MS = 30 * MINUTE_MS;
const SHORTEST_PAUSE_MS = SECOND_MS;
const REFUSALS_KEPT = 20;

export async function backfillMachines(deps: RangeFetchDependencies, run: BackfillRun): Promise<BackfillSummary> {
  const { timing } = deps;
  const startedMs = timing.monotonicMs();
  const queue = [...run.machineIds];
  const tallies = new Map(run.machineIds.map((id) => [id, new PeriodTally()]));
  const refusals: BackfillSummary['refusals'][number][] = [];
  const failed: BackfillSummary['failed'][number][] = [];
  const progress = { fetchedMs: 0, failures: 0 };
  const totalMs = (run.range.toMs - run.range.fromMs) * queue.length;
  const resentBefore = deps.client.resent;
  const resentYet = () => deps.client.resent - resentBefore + progress.failures;
  let isOver = false;
  let lastGoodMs = startedMs;

  const sumOf = (amount: (tally: PeriodTally) => number) =>
    [...tallies.values()].reduce((sum, tally) => sum + amount(tally), 0);
  const tell = () =>
    run.onProgress?.({ ...progress, totalMs, periods: sumOf(({ taken }) => taken), resent: resentYet() });

  function note(machineId: string, taken: TakenWindow): void {
    tallies.get(machineId)?.count(taken.outcomes);
    if (taken.firstRefusal !== null && refusals.length < REFUSALS_KEPT) {
      refusals.push({ machineId, message: taken.firstRefusal });
    }
    progress.fetchedMs += taken.window.toMs - taken.window.fromMs;
    tell();
  }

  async function fetchMachine(machineId: string): Promise<void> {
    let fetchedToMs = run.range.fromMs;
    while (fetchedToMs < run.range.toMs) {
      try {
        await fetchRange(deps, {
          actor: backfiller,
          machineId,
          range: { fromMs: fetchedToMs, toMs: run.range.toMs },
          signal: run.signal,
          onTaken: async (taken) => {
            fetchedToMs = taken.window.toMs;
            lastGoodMs = timing.monotonicMs();
            note(machineId, taken);
          },
        });
      } catch (error) {
        if (!(error instanceof FourJawFailure)) throw error;
        // what was not asked tells nothing of FourJaw
        const isAnswer = error.kind !== 'not-asked';
        const hopeless = !error.isTransient || (isAnswer && timing.monotonicMs() - lastGoodMs >= GIVE_UP_MS);
        if (hopeless) {
          failed.push({ machineId, fetchedToMs, message: error.message });
          isOver = isOver || error.kind === 'key-refused' || error.kind === 'stopped';
          return;
        }
        if (isAnswer) {
          progress.failures++;
          tell();
          await timing.pause(SHORTEST_PAUSE_MS, run.signal);
        }
        await deps.client.untilAsked(run.signal);
      }
    }
    const doubt = run.unsure.get(machineId);
    if (doubt === undefined || tallies.get(machineId)?.isEmpty === false) return;
    const message = `FourJaw tells of no periods, and its list of machines cannot be read: ${doubt}`;
    failed.push({ machineId, fetchedToMs, message });
  }

  async function work(): Promise<void> {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      if (isOver) failed.push({ machineId: id, fetchedToMs: run.range.fromMs, message: 'Not begun' });
      else await fetchMachine(id);
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: run.concurrency }, work));
  const broken = workers.find((worker) => worker.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return {
    complete: failed.length === 0,
    machines: run.machineIds.length,
    inserted: sumOf(({ total }) => total.inserted),
    updated: sumOf(({ total }) => total.updated),
    unchanged: sumOf(({ total }) => total.unchanged),
    refused: sumOf(({ total }) => total.refused),
    resent: resentYet(),
    refusals,
    failed,
    elapsedMs: timing.monotonicMs() - startedMs,
  };
}
