/** Builds the demo's factory through the same front doors that real data goes through. */
import type { Actor } from '../kernel/access.ts';
import { DAY_MS } from '../kernel/clock.ts';
import type { Machines, NewMachine, NewPlace, Place } from '../modules/machines/index.ts';
import type { Settings } from '../modules/system/index.ts';
import type { Timeline } from '../modules/timeline/index.ts';
import { factoryCalendar, type SimulatedPeriod, simulateFactory } from '../simulator/index.ts';

/** In the order of the simulator's profiles. */
const mills: readonly (NewMachine & { readonly id: string })[] = [
  { id: 'demo-mill-1', name: 'Mill 1', criticality: 'B', hourlyCost: 180, targetOee: 60, manufacturer: 'Rollwerk' },
  { id: 'demo-mill-2', name: 'Mill 2', criticality: 'A', hourlyCost: 210, targetOee: 60, manufacturer: 'Rollwerk' },
  { id: 'demo-mill-3', name: 'Mill 3', criticality: 'B', hourlyCost: 180, targetOee: 65, manufacturer: 'Profilbau' },
];

export const millIds: readonly string[] = mills.map(({ id }) => id);

/** Site, area, line. */
const places = ['Demo factory', 'Roll forming', 'Strut line'] as const;

/** What one call of `recordPeriods` takes. */
const BATCH_ROWS = 500;
/** Further back than any period that is still open: the simulator tells it again, with its end. */
const OVERLAP_MS = 14 * DAY_MS;

/** What reports reckon with: an hour of labour, and how many of them maintenance has in a week. */
export async function setRates(settings: Pick<Settings, 'changeSetting'>, actor: Actor): Promise<void> {
  await settings.changeSetting(actor, 'reports.labour_hourly_cost', 48);
  await settings.changeSetting(actor, 'reports.weekly_capacity_hours', 60);
}

/** The predecessor's front end can be tried with the demo: it never says who it is. */
export async function letOldFrontEndListen(settings: Pick<Settings, 'changeSetting'>, actor: Actor): Promise<void> {
  await settings.changeSetting(actor, 'old_front_end.live_without_sign_in', true);
}

/** Makes the places and machines that are not there; what people have changed since stays. */
export async function createMills(machines: Machines, actor: Actor): Promise<void> {
  let missing = false;
  for (const { id } of mills) missing ||= (await machines.findMachine(id)) === undefined;
  if (!missing) return;
  const line = await ensurePlaces(machines, actor);
  for (const mill of mills) {
    if ((await machines.findMachine(mill.id)) !== undefined) continue;
    await machines.createMachine(actor, { ...mill, placeId: line });
  }
}

async function ensurePlaces(machines: Machines, actor: Actor): Promise<number> {
  const existing = await machines.listPlaces();
  let parent: Place | undefined;
  for (const name of places) {
    const parentId: number | null = parent?.id ?? null;
    const wanted: NewPlace = { name, parentId };
    parent =
      existing.find((place) => place.name === name && place.parentId === parentId) ??
      (await machines.createPlace(actor, wanted));
  }
  if (parent === undefined) throw new Error('The demo factory has no line to stand its mills in.');
  return parent.id;
}

export interface History {
  readonly seed: number;
  /** Instant of the factory's first period. */
  readonly fromMs: number;
  /** Everything before it is recorded already. */
  readonly recordedToMs: number;
  readonly toMs: number;
  readonly zone: string;
}

/** What the factory did from `recordedToMs` to `toMs`, and some days before: what was open at the former has its end. */
export function simulateHistory({ seed, fromMs, recordedToMs, toMs, zone }: History): SimulatedPeriod[] {
  return [
    ...simulateFactory({
      seed,
      machines: millIds,
      fromMs: Math.max(fromMs, recordedToMs - OVERLAP_MS),
      toMs,
      zone,
      calendar: factoryCalendar,
      improvesFromMs: fromMs,
    }),
  ];
}

/**
 * Records what the factory did from `recordedToMs` on; what was open then is closed.
 * Repeating it changes nothing, so that one cut short can be done again.
 *
 * @param onProgress told how many periods are recorded, of how many
 */
export async function recordHistory(
  timeline: Timeline,
  actor: Actor,
  { recordedToMs }: Pick<History, 'recordedToMs'>,
  simulated: readonly SimulatedPeriod[],
  onProgress: (done: number, total: number) => void,
): Promise<number> {
  const periods = simulated.filter(({ endMs }) => endMs === null || endMs >= recordedToMs);
  for (let at = 0; at < periods.length; at += BATCH_ROWS) {
    onProgress(at, periods.length);
    await timeline.recordPeriods(actor, periods.slice(at, at + BATCH_ROWS), { kind: 'simulator', name: 'demo' });
  }
  onProgress(periods.length, periods.length);
  return periods.length;
}
