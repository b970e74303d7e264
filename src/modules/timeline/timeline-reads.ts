/** Every question that the timeline answers, on one state of the data. */
import type { TableAccess } from '../../platform/database/index.ts';
import { listOpenSpans } from './accounting/accounting.repository.ts';
import type { Ledger } from './accounting/accounting.rules.ts';
import { accountTime } from './accounting/accounting.service.ts';
import { type PlacedStretch, type PlaceQuestion, placeStretches } from './accounting/keyed-stretches.ts';
import type { TimeQuestion } from './accounting/time-question.ts';
import { listUptime, type MachineStretch, type UptimeSpan } from './accounting/uptime.service.ts';
import { sumUptime } from './accounting/uptime-sums.ts';
import { type LongStop, listLongStops } from './periods/long-stops.service.ts';
import { type LinePiece, readMachineLine } from './periods/machine-line.service.ts';
import { findNextStart } from './periods/period-reads.repository.ts';
import {
  listPeriods,
  listPlacedPeriods,
  type PeriodsQuestion,
  type PlacedPeriods,
  type ReadPeriod,
} from './periods/period-reads.service.ts';
import { listStandings, type Standing } from './periods/standings.service.ts';
import { listWholeStops, type WholeStop } from './periods/whole-stops.service.ts';
import type { ReadContext } from './read-context.ts';
import type { MeantReason } from './reasons/reasons.types.ts';
import { shiftCodesOf } from './shifts/shift-instances.rules.ts';
import { listShiftTime } from './shifts/shift-time.ts';
import type { TimelineTables } from './tables.ts';

export interface TimelineReads {
  /** What a window was spent on, by group; the only key is the empty text where no grouping was asked for. */
  account(question: TimeQuestion): Promise<Ledger>;
  /** When the machines ran, for each stretch in their order; ascending and clipped to it. */
  listUptime(stretches: readonly MachineStretch[]): Promise<UptimeSpan[][]>;
  /** How long the machines ran in each stretch, in ms, in the order of the stretches: cheap for long ones too. */
  sumUptime(stretches: readonly MachineStretch[]): Promise<number[]>;
  /** What of each stretch lies in the window, shift and weekday of a question, and in which of its groups. */
  placeStretches(question: PlaceQuestion, stretches: readonly MachineStretch[]): Promise<PlacedStretch[]>;
  /** When the first period that has not ended began before `toMs`, of each machine that has one. */
  openSince(machineIds: readonly string[], toMs: number): Promise<ReadonlyMap<string, number>>;
  /** How much of each stretch lies in shifts, in their order, in milliseconds. */
  listShiftTime(stretches: readonly MachineStretch[]): Promise<number[]>;
  /** Stops of which more than `thresholdMs` lies in the window, in no order. @throws range-too-long */
  listLongStops(question: TimeQuestion, thresholdMs: number): Promise<LongStop[]>;
  /** The whole stop that each of the periods is part of, by its id; periods that are no downtime are not in it. */
  listWholeStops(periodIds: readonly string[]): Promise<ReadonlyMap<string, WholeStop>>;
  /** The periods of the machines that overlap the window, by start and id. */
  listPeriods(question: PeriodsQuestion): Promise<ReadPeriod[]>;
  /**
   * The first `limit` periods of which something lies in the window, the shift and the weekday, by start and id, and how
   * many there are. Where two overlap both are listed whole.
   */
  listPlacedPeriods(question: TimeQuestion, limit: number): Promise<PlacedPeriods>;
  /** What the machine did in the window, piece by piece: where periods overlap the one that began later counts. */
  readLine(machineId: string, fromMs: number, toMs: number): Promise<LinePiece[]>;
  /** How each machine stands at an instant that is not in the future, in the order of the machines. */
  listStandings(machineIds: readonly string[], atMs: number): Promise<Standing[]>;
  /** Beginning of the first period of the machines; undefined where there is none. */
  earliestStart(machineIds: readonly string[]): Promise<number | undefined>;
  /** The codes of all shifts that the machines have or had, in order; without machines, those of the factory. */
  shiftCodes(machineIds: readonly string[]): Promise<string[]>;
  /** The catalogue entry that each alias of a sum or a period means. */
  reasonsByAlias(): Promise<Map<number, MeantReason>>;
}

export type ReasonsOf = (access: TableAccess<TimelineTables>) => Promise<Map<number, MeantReason>>;

/** Has no calendar of its own, so it works as the factory does. */
const NO_MACHINE = '';

export function readsOn(context: ReadContext, reasonsOf: ReasonsOf): TimelineReads {
  const { access, engine, calendarsOf } = context;
  return {
    account: (question) => accountTime(context, question),
    listUptime: (stretches) => listUptime(context, stretches),
    sumUptime: (stretches) => sumUptime(context, stretches),
    placeStretches: (question, stretches) => placeStretches(context, question, stretches),
    async openSince(machineIds, toMs) {
      const open = await listOpenSpans(access, engine, machineIds, toMs);
      return new Map(Array.from(open, ([id, spans]) => [id, spans[0]?.startMs ?? toMs]));
    },
    listShiftTime: (stretches) => listShiftTime(context, stretches),
    listLongStops: (question, thresholdMs) => listLongStops(context, question, thresholdMs),
    async listWholeStops(periodIds) {
      return periodIds.length === 0 ? new Map() : listWholeStops(context, await reasonsOf(access), periodIds);
    },
    listPeriods: (question) => listPeriods(context, question),
    listPlacedPeriods: (question, limit) => listPlacedPeriods(context, question, limit),
    readLine: async (machineId, fromMs, toMs) =>
      readMachineLine(context, await reasonsOf(access), machineId, fromMs, toMs),
    listStandings: (machineIds, atMs) => listStandings(context, machineIds, atMs),
    earliestStart: (machineIds) => findNextStart(access, engine, machineIds),
    async shiftCodes(machineIds) {
      const asked = machineIds.length === 0 ? [NO_MACHINE] : machineIds;
      const calendars = new Set((await calendarsOf(access, asked)).values());
      return [...new Set([...calendars].flatMap((calendar) => [...shiftCodesOf(calendar)]))].sort();
    },
    reasonsByAlias: () => reasonsOf(access),
  };
}
