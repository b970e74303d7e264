/**
 * What was done by the demo's maintenance plans since they were made: day by day, by the same use cases as ever, on a
 * clock that is set.
 */
import { Readable } from 'node:stream';
import type { Actor } from '../kernel/access.ts';
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { Maintenance } from '../modules/maintenance/index.ts';
import { createImageWorks } from '../platform/images/index.ts';
import type { Services } from '../services.ts';
import { drawPhoto, type SimulatedRound, simulateRound } from '../simulator/index.ts';

type Checklists = Maintenance['checklists'];
type Check = Awaited<ReturnType<Checklists['listChecks']>>[number];
type Answer = Parameters<Checklists['answerCheck']>[3];

/** A clock that stands where it was set. */
export interface SetClock extends Clock {
  set(atMs: number): void;
}

export function createSetClock(atMs: number): SetClock {
  let nowMs = atMs;
  return {
    now: () => nowMs,
    set: (toMs) => {
      nowMs = toMs;
    },
  };
}

export interface DemoRounds {
  /** On the clock that is set. */
  readonly services: Pick<Services, 'log' | 'maintenance'>;
  readonly clock: SetClock;
  readonly technician: Actor;
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Round extends SimulatedRound {
  readonly ticketId: number;
}

/** What is due when the past ends stays open: the server goes on from there. */
export async function doRounds(demo: DemoRounds): Promise<void> {
  const { clock, fromMs, toMs, services } = demo;
  const works = createImageWorks({ log: services.log });
  const waiting = new Map<number, Round>();
  try {
    for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS) {
      // the last round of the day before may still have lasted then
      clock.set(Math.max(clock.now(), dayMs));
      await services.maintenance.plans.openDueTickets();
      for (const round of await openedRounds(demo))
        if (!waiting.has(round.ticketId)) waiting.set(round.ticketId, round);
      const today = [...waiting.values()]
        .filter(({ startedAtMs }) => startedAtMs < Math.min(dayMs + DAY_MS, toMs - DAY_MS))
        .sort((a, b) => a.startedAtMs - b.startedAtMs);
      for (const round of today) {
        await doRound(demo, round, (svg) => works.draw(svg));
        waiting.delete(round.ticketId);
      }
    }
  } finally {
    works.close();
  }
}

/** Of the tickets that are open now. */
async function openedRounds({ services, clock, seed }: DemoRounds): Promise<Round[]> {
  const { items } = await services.maintenance.plans.listPlans({ limit: 100 });
  return items.flatMap(({ id, openTicketId, estimatedMinutes, lastDueAt, trigger }) => {
    if (openTicketId === null) return [];
    const openedAtMs = clock.now();
    const dueAtMs = trigger === 'calendar' ? (lastDueAt ?? openedAtMs) : afternoonAfter(openedAtMs);
    const name = `${id} ${openTicketId}`;
    const round = simulateRound(seed, { name, openedAtMs, dueAtMs, estimatedMinutes: estimatedMinutes ?? 30 });
    return [{ ticketId: openTicketId, ...round }];
  });
}

/** Of the next working day. */
function afternoonAfter(atMs: number): number {
  const day = new Date(atMs + DAY_MS);
  const weekday = day.getUTCDay();
  const restDays = weekday === 6 ? 2 : weekday === 0 ? 1 : 0;
  return Math.floor(atMs / DAY_MS + 1 + restDays) * DAY_MS + 14 * HOUR_MS;
}

/** One technician: a round begins when the one before is done. */
async function doRound(
  { services, clock, technician }: DemoRounds,
  { ticketId, startedAtMs, minutes, reading }: Round,
  draw: (svg: string) => Promise<Buffer>,
): Promise<void> {
  const { tickets, checklists, labour } = services.maintenance;
  clock.set(Math.max(clock.now(), startedAtMs));
  const startedAt = clock.now();
  await tickets.startTicket(technician, ticketId);
  clock.set(startedAt + minutes * MINUTE_MS);
  for (const check of await checklists.listChecks(ticketId)) {
    const answer = answerTo(check, reading);
    if (answer !== undefined) await checklists.answerCheck(technician, ticketId, check.id, answer);
    else await checklists.answerWithPhoto(technician, ticketId, check.id, photoOf(ticketId, draw));
  }
  await labour.addLabour(technician, ticketId, { durationMinutes: minutes, startedAt });
  await tickets.resolveTicket(technician, ticketId, { remedy: 'Done as the checklist says.' });
}

/** Undefined where a picture is asked for. */
function answerTo({ kind, minimum, maximum }: Check, reading: number): Answer | undefined {
  switch (kind) {
    case 'check':
      return { value: true };
    case 'number': {
      const [low, high] = [minimum ?? 0, maximum ?? 100];
      return { value: Number((low + reading * (high - low)).toPrecision(2)) };
    }
    case 'text':
      return { value: 'As it should be.' };
    case 'photo':
      return undefined;
  }
}

async function* photoOf(ticketId: number, draw: (svg: string) => Promise<Buffer>) {
  const png = await draw(drawPhoto('chipped-blade', `round ${ticketId}`));
  yield { content: Readable.from([png], { objectMode: false }), caption: 'Blade as it was mounted' };
}
