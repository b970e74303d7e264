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
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machine, Machines } from '../../machines/index.ts';
import { isDowntime, type PeriodsListener, type ShiftCalendars, type Timeline } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { TicketMoves } from '../tickets/ticket-moves.service.ts';
import { readTicketPolicy } from '../tickets/tickets.settings.ts';
import { GROWING_MS, presentFault, stretchesOf } from './standing.rules.ts';
import { type ActedOn, actWithin, findActed, wantedOf, wantsNothing } from './stop-acting.ts';
import { findCases, findMachinesToCheck, markCases, updateCase } from './stop-cases.repository.ts';
import { type FollowingParts, followWithin, reasonKeyOf } from './stop-following.ts';
import { matchStops } from './stop-matches.rules.ts';
import { findStopRules } from './stop-rules.repository.ts';
import { MINUTES_MAX } from './stop-rules.rules.ts';
import type { StopRule } from './stop-rules.types.ts';
import type { TicketMeans } from './stop-tickets.ts';

/** Until when what is stored of a machine is what its source said; machines of which that is not known are not in it. */
export type KnownUntil = () => Promise<ReadonlyMap<string, number>>;

export interface StopWatch {
  /** Decides about every machine now. */
  look(): Promise<ActedOn>;
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

const actor = systemActor('stop-rules');

export function createStopWatch(dependencies: StopWatchDependencies): StopWatch {
  const { store, clock, log, settings, machines, timeline, tickets, knownUntil } = dependencies;
  const parts: FollowingParts = { ...dependencies, zone: dependencies.shiftCalendars.slices.zone };
  const access = () => store.access<MaintenanceTables>();
  const troubled = new Set<string>();

  async function lookAt(machine: Machine, rules: readonly StopRule[], isMarked: boolean): Promise<ActedOn> {
    if (!isMarked && !(await hasWork(machine, rules))) return NOTHING;
    const means: TicketMeans = { policy: await readTicketPolicy(settings), moves: await tickets.prepareMoves() };
    return store.transact(actor, (tx) => decideWithin(tx, machine, rules, means));
  }

  /** Without a lock: machines stand for hours, and are looked at every few seconds. */
  async function hasWork({ id, criticality }: Machine, rules: readonly StopRule[]): Promise<boolean> {
    const nowMs = clock.now();
    const [standing] = await timeline.listStandings([id], nowMs);
    const line = await timeline.readLine(id, nowMs - LINE_MS, nowMs);
    const stretch = stretchesOf(line, nowMs).at(-1);
    if (stretch?.goesOn !== true) return false;
    const periodIds = stretch.pieces.map(({ periodId }) => periodId);
    const stops = await findCases(access(), store.engine, id, periodIds);
    const known = matchStops(stops, [stretch]).find((match) => match.stretch !== undefined)?.stop;
    if (known !== undefined && known.reasonKey !== reasonKeyOf(known, stretch)) return true;
    const fault = presentFault(stretch);
    if (fault === undefined) return false;
    const facts = { machineId: id, criticality, shift: standing?.shift.shift ?? null };
    return !wantsNothing(wantedOf(fault, { rules, facts, nowMs }, known, await findActed(access(), id, known)));
  }

  async function decideWithin(
    tx: Transaction,
    { id: machineId, name: machineName, criticality }: Machine,
    rules: readonly StopRule[],
    means: TicketMeans,
  ): Promise<ActedOn> {
    await timeline.holdMachinesWithin(tx, [machineId]);
    const reads = timeline.readsWithin(tx);
    const nowMs = tx.recordedAt;
    const own = tx.access<MaintenanceTables>();
    const standing = await findCases(own, tx.engine, machineId, []);
    const fromMs = Math.min(nowMs - LINE_MS, ...standing.map(({ startedAt }) => startedAt - MINUTE_MS));
    const stretches = stretchesOf(await reads.readLine(machineId, fromMs, nowMs), nowMs);
    const periodIds = stretches.flatMap(({ pieces }) => pieces.map(({ periodId }) => periodId));
    const stops = await findCases(own, tx.engine, machineId, periodIds);
    const shiftAt = async (atMs: number) => (await reads.listStandings([machineId], atMs))[0]?.shift.shift ?? null;
    const facts = { machineId, criticality, shift: await shiftAt(nowMs) };
    const now = { rules, means, facts, nowMs, shiftAt, machineName };
    const matches = matchStops(stops, stretches);
    const followed = [];
    for (const match of matches) {
      followed.push({ ...match, stop: await followWithin(tx, parts, now, match) });
    }
    for (const stop of stops) {
      const isLeftOut = !matches.some((match) => match.stop.id === stop.id);
      if (isLeftOut && stop.checkAt !== null) await updateCase(own, { ...stop, checkAt: null });
    }
    const present = stretches.at(-1);
    if (present?.goesOn !== true) return NOTHING;
    const known = followed.find(({ stretch }) => stretch === present)?.stop;
    return actWithin(tx, parts, now, present, known);
  }

  async function lookSafely(machine: Machine, rules: readonly StopRule[], isMarked: boolean): Promise<ActedOn> {
    try {
      const acted = await lookAt(machine, rules, isMarked);
      troubled.delete(machine.id);
      if (acted.tickets + acted.alerts > 0) {
        const payload = { machineId: machine.id, ...acted };
        log.info({ payload }, `Machine '${machine.name}' stands: ${acted.tickets} tickets, ${acted.alerts} alerts`);
      }
      return acted;
    } catch (error) {
      const payload = { machineId: machine.id };
      if (!troubled.has(machine.id)) {
        log.error({ err: error, payload }, `Stops of machine '${machine.name}' could not be looked at; it is tried on`);
      }
      troubled.add(machine.id);
      return NOTHING;
    }
  }

  return {
    async look() {
      const nowMs = clock.now();
      const rules = (await findStopRules(access())).filter(({ active }) => active);
      const marked = new Set(await findMachinesToCheck(access(), nowMs));
      if (rules.length === 0 && marked.size === 0) return NOTHING;
      const known = await knownUntil();
      const inUse = (await machines.listAllMachines()).filter(({ id, retiredAt }) => {
        return retiredAt === null && (known.get(id) ?? nowMs) >= nowMs - SILENT_MS;
      });
      const standings = await timeline.listStandings(
        inUse.map(({ id }) => id),
        nowMs,
      );
      const isStanding = new Set(
        standings.flatMap(({ machineId, current, last }) => {
          // a source that reports a stop with its end so far is a little behind
          const span = current ?? last;
          return span !== undefined && isDowntime(span.category) && span.endMs >= nowMs - GROWING_MS ? [machineId] : [];
        }),
      );
      let acted = NOTHING;
      for (const machine of inUse) {
        if (!isStanding.has(machine.id) && !marked.has(machine.id)) continue;
        const { tickets: opened, alerts } = await lookSafely(machine, rules, marked.has(machine.id));
        acted = { tickets: acted.tickets + opened, alerts: acted.alerts + alerts };
        await setImmediate();
      }
      return acted;
    },

    async followPeriods(tx, touched) {
      await markCases(tx.access(), tx.engine, touched, tx.recordedAt - FOLLOWED_MS, tx.recordedAt);
    },
  };
}

const NOTHING: ActedOn = { tickets: 0, alerts: 0 };
