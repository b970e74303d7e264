/**
 * The factory floor now, read once for everybody who looks.
 *
 * Measured to the whole second, and remembered until the second ends or an event tells of a change: a hundred screens
 * cost what one does. Uncached it takes some thirty statements, however many machines there are, and none of them scans
 * history. Where a change is committed while it is read, the floor can be newer than its position says, never older.
 */
import type { Clock } from '../../../kernel/clock.ts';
import { type HeadWatch, positionReader, type Store } from '../../../platform/outbox/index.ts';
import type { Machines, Place } from '../../machines/index.ts';
import type { HelpCallService, KnownUntil, Tickets } from '../../maintenance/index.ts';
import type { CutActivity, Production } from '../../production/index.ts';
import type { StatusPeriodService, Timeline } from '../../timeline/index.ts';
import { STATUS_HEAD } from '../events.ts';
import { sharedAnswers } from '../shared-answers.ts';
import { findKeptStates } from '../states/machine-states.repository.ts';
import { withKeptSince } from '../states/state-changes.rules.ts';
import type { Floor, FloorMachine } from './floor.types.ts';
import { type MachineTimes, readFloorTimes } from './floor-times.ts';
import { type OtherSigns, signsOf } from './machine-signs.ts';
import { isActive, type MachineSigns, stateOf } from './machine-states.rules.ts';

export interface FloorDependencies {
  readonly store: Store;
  readonly heads: HeadWatch;
  readonly clock: Clock;
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly statusPeriods: Pick<StatusPeriodService, 'countUnanswered'>;
  readonly production: Pick<Production, 'findActiveRuns' | 'cutActivity' | 'lastCuts'>;
  readonly tickets: Pick<Tickets, 'countTickets' | 'downSince' | 'countOverdue'>;
  readonly helpCalls: Pick<HelpCallService, 'waitingCalls'>;
  /** How many components are below their minimum. */
  readonly countLowStock: () => Promise<number>;
  readonly knownUntil: KnownUntil;
}

export interface FloorReads {
  /** From memory while the second lasts and nothing has changed. */
  currentFloor(): Promise<Floor>;
  /** Worked out anew. @param asOfMs a whole second that is not in the future */
  readFloor(asOfMs: number): Promise<Floor>;
}

/** Topics of the events that change the floor. */
export const FLOOR_TOPICS = [
  'timeline',
  'machine',
  'place',
  'reason',
  'shift-calendar',
  'cuts',
  'run',
  'product',
  'ticket',
  'help-call',
  'component',
  'location',
  'stock',
  STATUS_HEAD,
] as const;

const FOREVER = Number.MAX_SAFE_INTEGER;
const noCuts: CutActivity = { cuts: 0, events: 0, firstAt: null, lastAt: null };

export function createFloor(dependencies: FloorDependencies): FloorReads {
  const { store, heads, clock, machines, timeline, statusPeriods, production } = dependencies;
  const { tickets, helpCalls, countLowStock, knownUntil } = dependencies;
  const readPosition = positionReader(store);
  const shared = sharedAnswers<Floor>({ heads, clock, topics: FLOOR_TOPICS, most: 1 });

  /** Statements for all machines whose production day began together. */
  async function cutsOfDay(times: ReadonlyMap<string, MachineTimes>): Promise<Map<string, CutActivity>> {
    const activity = new Map<string, CutActivity>();
    const byDay = Map.groupBy(times.values(), ({ standing }) => standing.dayStartMs);
    for (const [dayStartMs, alike] of byDay) {
      const ids = alike.map(({ standing }) => standing.machineId);
      // without an end: a cut of this very second counts, and one whose source's clock runs ahead
      for (const [id, cuts] of await production.cutActivity(ids, dayStartMs, FOREVER)) activity.set(id, cuts);
    }
    return activity;
  }

  async function placesOf(): Promise<(machineId: string) => readonly Place[]> {
    const placements = await machines.listPlacements(store.access());
    const places = new Map((await machines.listPlaces()).map((place) => [place.id, place]));
    return (machineId) => (placements.get(machineId) ?? []).flatMap((id) => places.get(id) ?? []);
  }

  async function readFloor(asOfMs: number): Promise<Floor> {
    const position = await readPosition();
    const all = await machines.listAllMachines();
    const ids = all.map(({ id }) => id);
    const times = await readFloorTimes(timeline, ids, asOfMs, await knownUntil());
    const cuts = await cutsOfDay(times);
    const lastCuts = await production.lastCuts();
    const runs = await production.findActiveRuns();
    const counts = Map.groupBy(await tickets.countTickets(), ({ machineId }) => machineId);
    const runsSince = new Map(Array.from(runs, ([id, { startedAt }]) => [id, startedAt]));
    const others: OtherSigns = { lastCuts, runsSince, downSince: await tickets.downSince() };
    const kept = await findKeptStates(store.access());
    const waiting = await helpCalls.waitingCalls();
    const unanswered = await statusPeriods.countUnanswered(asOfMs);
    const places = await placesOf();
    const floorMachines = all.flatMap((machine): FloorMachine | [] => {
      const time = times.get(machine.id);
      if (time === undefined) return [];
      const { standing, shiftTime, dayTime } = time;
      const signs = signsOf(time, others, asOfMs);
      const state = withKeptSince(stateOf(signs), kept.get(machine.id));
      return {
        machine,
        places: places(machine.id),
        state,
        active: isActive(signs, state),
        shift: standing.shift,
        dayStartMs: standing.dayStartMs,
        shiftTime,
        dayTime,
        cuts: cuts.get(machine.id) ?? noCuts,
        lastCutAtMs: signs.lastCutAtMs,
        lastReportAtMs: lastReportOf(signs),
        run: runs.get(machine.id),
        tickets: counts.get(machine.id) ?? [],
        helpCalls: waiting.get(machine.id) ?? [],
        unansweredStops: unanswered.get(machine.id) ?? 0,
        downSinceMs: signs.downSinceMs,
      };
    });
    return {
      asOfMs,
      position,
      machines: floorMachines,
      ticketsOverdue: await tickets.countOverdue(asOfMs),
      lowStock: await countLowStock(),
    };
  }

  return {
    readFloor,
    currentFloor: () => shared('floor', readFloor),
  };
}

function lastReportOf({ last, lastCutAtMs }: MachineSigns): number | null {
  const reportedMs = last === undefined ? null : Number.isFinite(last.endMs) ? last.endMs : last.startMs;
  if (reportedMs === null || lastCutAtMs === null) return reportedMs ?? lastCutAtMs;
  return Math.max(reportedMs, lastCutAtMs);
}
