/** From what somebody asks of a report to a window that can be answered: machines are checked, the future is cut off. */
import { type Clock, DAY_MS, SECOND_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Machine, Machines } from '../../machines/index.ts';
import type { ReportGrouping } from './report-groups.rules.ts';

/** Ten years, as analytics has it. */
const RANGE_DAYS_MAX = 3_660;
const DEFAULT_DAYS = 30;

export interface ReportQuery {
  /** Default: 30 days before the end. */
  readonly fromMs?: number | undefined;
  /** Default: now. */
  readonly toMs?: number | undefined;
  /** Absent or empty: all. */
  readonly machineIds?: readonly string[] | undefined;
  readonly groupBy?: ReportGrouping | undefined;
}

export interface ReportWindow {
  readonly fromMs: number;
  /** Not after now. */
  readonly toMs: number;
  readonly nowMs: number;
  /** The instant at which the future was cut off; null where the range has ended. */
  readonly cutOffAtMs: number | null;
  /** Those that were in use in the range, where none were named; with them names and rates. */
  readonly machines: readonly Machine[];
  /** What tickets are filtered by: undefined where none were named, so that no ticket is missed. */
  readonly machineIds: readonly string[] | undefined;
}

/** Whole seconds, so that answers about a running range can be shared for as long. */
export function reportableUntil(nowMs: number): number {
  return Math.floor(nowMs / SECOND_MS) * SECOND_MS;
}

/** @throws range-invalid, range-too-long, unknown-machine */
export async function askedWindow(machines: Machines, clock: Clock, query: ReportQuery): Promise<ReportWindow> {
  const nowMs = reportableUntil(clock.now());
  const wantedEndMs = query.toMs ?? nowMs;
  const fromMs = query.fromMs ?? wantedEndMs - DEFAULT_DAYS * DAY_MS;
  if (wantedEndMs < fromMs) throw new DomainError('range-invalid', 'end_time lies before start_time.');
  const toMs = Math.max(fromMs, Math.min(wantedEndMs, nowMs));
  if (toMs - fromMs > RANGE_DAYS_MAX * DAY_MS) {
    const detail = `A range may last ${RANGE_DAYS_MAX} days at most.`;
    throw new DomainError('range-too-long', detail, { days_max: RANGE_DAYS_MAX });
  }
  const named = query.machineIds !== undefined && query.machineIds.length > 0 ? query.machineIds : undefined;
  const asked =
    named === undefined
      ? (await machines.listAllMachines()).filter(({ retiredAt }) => retiredAt === null || retiredAt > fromMs)
      : await machines.requireMachines(named);
  return {
    fromMs,
    toMs,
    nowMs,
    cutOffAtMs: wantedEndMs > nowMs ? nowMs : null,
    machines: asked,
    machineIds: named,
  };
}
