/**
 * Watches machines that stand, and acts by the rules while they do.
 *
 * Whoever looks at a machine holds its periods and decides by them as they are then, so any number of processes may look
 * at once; keys of the tables keep what was done from being done again, also after a kill. What is over when it is first
 * heard of asks for nothing, and a machine whose source has not been heard of for a while is left alone: what is stored of
 * it may have ended long ago.
 */
import { setImmediate } from 'node:timers/promises';
import { systemActor } from '../../../kernel/access.ts';
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS } from '../../../kernel/clock.ts';
import type { TableAccess } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machine, Machines } from '../../machines/index.ts';
import {
  isDowntime,
  type PeriodsListener,
  type ShiftCalendars,
  type Standing,
  type Timeline,
} from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { TicketMoves } from '../tickets/ticket-moves.service.ts';
import { readTicketPolicy } from '../tickets/tickets.settings.ts';
import { GROWING_MS, presentFault, stretchesOf } from './standing.rules.ts';
import { actWithin, findActed, nextDue, wantedOf, wantsNothing } from './stop-acting.ts';
import { findCases, findMachinesToCheck, markCases, updateCase } from './stop-cases.repository.ts';
import {
  countDeeds,
  countsOfDeeds,
  NOTHING_DONE,
  type StopDeed,
  type StopDeeds,
  sumOfDeeds,
  tellDeeds,
} from './stop-deeds.rules.ts';
import { type FollowingParts, followWithin } from './stop-following.ts';
import { matchStops } from './stop-matches.rules.ts';
import { routingOf } from './stop-routing.rules.ts';
import { findStopRules } from './stop-rules.repository.ts';
import { MINUTES_MAX } from './stop-rules.rules.ts';
import type { StopRule } from './stop-rules.types.ts';
import type { TicketMeans } from './stop-tickets.ts';

/** Until when what is stored of a machine is what its source said; machines of which that is not known are not in it. */
export type KnownUntil = () => Promise<ReadonlyMap<string, number>>;

export interface StopWatch {
  /** Decides about every machine now. */
  look(): Promise<StopDeeds>;
  /** Has stops looked at again whose periods change. */
  followPeriods: PeriodsListener;
}

export interface StopWatchDependencies extends Omit<FollowingParts, 'zone'> {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Pick<Machines, 'listAllMachines'>;
  readonly timeline: Pick<Timeline, 'readsWithin' | 'holdMachinesWithin' | 'listStandings' | 'readLine'>;
  readonly tickets: FollowingParts['tickets'] & Pick<TicketMoves, 'prepareMoves'>;
  readonly shiftCalendars: Pick<ShiftCalendars, 'slices'>;
  readonly knownUntil: KnownUntil;
}

/** Longer than any rule waits: further back nobody needs to know how long a machine stands. */
const LINE_MS = MINUTES_MAX * MINUTE_MS + 2 * HOUR_MS;
/** Sources mend what they said for a week; then a stop is left as it is. */
const FOLLOWED_MS = 8 * DAY_MS;
/** A source that tells until when it is known, and has not been heard of for so long, says nothing about now. */
const SILENT_MS = 10 * MINUTE_MS;

/** Nobody waits for longer until a mended reason, catalogue or rule acts on a machine that stands. */
const QUIET_MAX_MS = MINUTE_MS;

const actor = systemActor('stop-rules');

type Access = TableAccess<MaintenanceTables>;

export function createStopWatch(dependencies: StopWatchDependencies): StopWatch {
  const { store, clock, log, settings, machines, timeline, tickets, knownUntil } = dependencies;
  const parts: FollowingParts = { ...dependencies, zone: dependencies.shiftCalendars.slices.zone };
  const access = () => store.access<MaintenanceTables>();
  const troubled = new Set<string>();
  /** Until when nothing is due of a machine, as long as it stands as it was seen to. */
  const quiet = new Map<string, { readonly what: string; readonly untilMs: number }>();

  function isQuiet(machineId: string, what: string, nowMs: number): boolean {
    const known = quiet.get(machineId);
    // a clock that was put back must not keep anybody waiting
    return known?.what === what && nowMs < known.untilMs && known.untilMs - nowMs <= QUIET_MAX_MS;
  }

  /** @param what the machine was seen to do; absent: it is looked at whatever that is */
  async function lookAt(machine: Machine, rules: readonly StopRule[], what?: string): Promise<StopDeeds> {
    if (what !== undefined) {
      const untilMs = await quietUntil(machine, rules);
      if (untilMs !== undefined) {
        quiet.set(machine.id, { what, untilMs });
        return NOTHING_DONE;
      }
    }
    const means: TicketMeans = { policy: await readTicketPolicy(settings), moves: await tickets.prepareMoves() };
    return store.transact(actor, (tx) => decideWithin(tx, machine, rules, means));
  }

  /** What the machine did as far back as matters, and the stops that rules have acted on. */
  async function readStops(reads: Pick<Timeline, 'readLine'>, own: Access, machineId: string, nowMs: number) {
    const standing = await findCases(own, store.engine, machineId, []);
    const fromMs = Math.min(nowMs - LINE_MS, ...standing.map(({ startedAt }) => startedAt - MINUTE_MS));
    const stretches = stretchesOf(await reads.readLine(machineId, fromMs, nowMs), nowMs);
    const periodIds = stretches.flatMap(({ pieces }) => pieces.map(({ periodId }) => periodId));
    const stops = await findCases(own, store.engine, machineId, periodIds);
    return { stretches, stops, matches: matchStops(stops, stretches) };
  }

  /**
   * Until when nothing is to be done while the machine goes on as it does; undefined where there is something now.
   *
   * Without a lock: machines stand for hours, and are looked at every few seconds.
   */
  async function quietUntil({ id, criticality }: Machine, rules: readonly StopRule[]): Promise<number | undefined> {
    const nowMs = clock.now();
    const latestMs = nowMs + QUIET_MAX_MS;
    const { stretches, matches } = await readStops(timeline, access(), id, nowMs);
    const stretch = stretches.at(-1);
    if (stretch?.goesOn !== true) return latestMs;
    const known = matches.find((match) => match.stretch === stretch)?.stop;
    const shiftAt = shiftsOf(timeline, id);
    const now = { rules, facts: { machineId: id, criticality, shift: await shiftAt(nowMs) }, nowMs };
    if (known !== undefined && known.ticketId !== null) {
      const then = { ...now.facts, shift: await shiftAt(known.startedAt) };
      if (routingOf(known, stretch, rules, then).kind !== 'as-it-is') return undefined;
    }
    const fault = presentFault(stretch);
    if (fault === undefined) return latestMs;
    const acted = await findActed(access(), store.engine, now, known);
    return wantsNothing(wantedOf(fault, now, known, acted)) ? Math.min(latestMs, nextDue(fault, now)) : undefined;
  }

  async function decideWithin(
    tx: Transaction,
    { id: machineId, name: machineName, criticality }: Machine,
    rules: readonly StopRule[],
    means: TicketMeans,
  ): Promise<StopDeeds> {
    await timeline.holdMachinesWithin(tx, [machineId]);
    const reads = timeline.readsWithin(tx);
    const nowMs = tx.recordedAt;
    const own = tx.access<MaintenanceTables>();
    const { stretches, stops, matches } = await readStops(reads, own, machineId, nowMs);
    const shiftAt = shiftsOf(reads, machineId);
    const facts = { machineId, criticality, shift: await shiftAt(nowMs) };
    const done: StopDeed[] = [];
    const did = (deed: StopDeed) => void done.push(deed);
    const now = { rules, means, facts, nowMs, shiftAt, machineName, did };
    const followed = [];
    for (const match of matches) {
      followed.push({ ...match, stop: await followWithin(tx, parts, now, match) });
    }
    for (const stop of stops) {
      const isLeftOut = !matches.some((match) => match.stop.id === stop.id);
      if (isLeftOut && stop.checkAt !== null) await updateCase(own, { ...stop, checkAt: null });
    }
    const present = stretches.at(-1);
    if (present?.goesOn === true) {
      const known = followed.find(({ stretch }) => stretch === present)?.stop;
      await actWithin(tx, parts, now, present, known);
    }
    return countDeeds(done);
  }

  async function lookSafely(machine: Machine, rules: readonly StopRule[], what?: string): Promise<StopDeeds> {
    try {
      const deeds = await lookAt(machine, rules, what);
      troubled.delete(machine.id);
      const told = tellDeeds(deeds);
      if (told !== undefined) {
        const payload = { machineId: machine.id, done: countsOfDeeds(deeds) };
        log.info({ payload }, `Rules on stops of machine '${machine.name}': ${told}`);
      }
      return deeds;
    } catch (error) {
      const payload = { machineId: machine.id };
      if (!troubled.has(machine.id)) {
        log.error({ err: error, payload }, `Stops of machine '${machine.name}' could not be looked at; it is tried on`);
      }
      troubled.add(machine.id);
      return NOTHING_DONE;
    }
  }

  return {
    async look() {
      const nowMs = clock.now();
      const rules = (await findStopRules(access())).filter(({ active }) => active);
      const marked = new Set(await findMachinesToCheck(access(), nowMs));
      if (rules.length === 0 && marked.size === 0) return NOTHING_DONE;
      const known = await knownUntil();
      const inUse = (await machines.listAllMachines()).filter(({ id, retiredAt }) => {
        return retiredAt === null && (known.get(id) ?? nowMs) >= nowMs - SILENT_MS;
      });
      const standings = await timeline.listStandings(
        inUse.map(({ id }) => id),
        nowMs,
      );
      const asked = rules.map(({ id, version }) => `${id}.${version}`).join();
      const seen = new Map(standings.map((standing) => [standing.machineId, seenOf(standing, asked, nowMs)]));
      let deeds = NOTHING_DONE;
      for (const machine of inUse) {
        const what = seen.get(machine.id);
        const isMarked = marked.has(machine.id);
        if (!isMarked && (what === undefined || isQuiet(machine.id, what, nowMs))) continue;
        deeds = sumOfDeeds(deeds, await lookSafely(machine, rules, isMarked ? undefined : what));
        await setImmediate();
      }
      return deeds;
    },

    async followPeriods(tx, touched) {
      await markCases(tx.access(), tx.engine, touched, tx.recordedAt - FOLLOWED_MS, tx.recordedAt);
    },
  };
}

/** The shift that a machine had, or has. */
function shiftsOf(reads: Pick<Timeline, 'listStandings'>, machineId: string) {
  return async (atMs: number) => (await reads.listStandings([machineId], atMs))[0]?.shift.shift ?? null;
}

/** What a machine that stands is seen to do; undefined for one that does not. */
function seenOf({ current, last, shift }: Standing, asked: string, nowMs: number): string | undefined {
  // a source that reports a stop with its end so far is a little behind
  const span = current ?? last;
  if (span === undefined || !isDowntime(span.category) || span.endMs < nowMs - GROWING_MS) return undefined;
  return [span.startMs, span.endMs, span.category, span.aliasId, shift.startMs, asked].join('/');
}
