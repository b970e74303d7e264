/**
 * Makes a report of each shift that has ended, keeps it, and tells of it.
 *
 * There is one report a shift, whatever runs it twice: made anew it keeps its number, and its revision counts.
 */
import { type Actor, systemActor } from '../../kernel/access.ts';
import { type Clock, DAY_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../kernel/paging.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { SettingsReader } from '../../platform/settings/index.ts';
import { shiftReportCompleted } from './events.ts';
import { type ReportSources, readContent, summaryOf } from './report-contents.ts';
import type { ShiftCalendarReads } from './shift-calendar-reads.ts';
import { noShiftAt, shiftNotOver, shiftReportNotFound } from './shift-reports.refusals.ts';
import * as repository from './shift-reports.repository.ts';
import { catchUpDays, reportDelayMinutes, reportRetentionDays } from './shift-reports.settings.ts';
import type { ListedShiftReport, ShiftReport, ShiftReportFilter, WorkedShift } from './shift-reports.types.ts';
import type { ShiftReportTables } from './tables.ts';
import { dueShifts, shiftKey } from './worked-shifts.rules.ts';

export interface ShiftReports {
  /** The latest ended first. @throws cursor-invalid */
  listReports(
    filter: ShiftReportFilter & { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  ): Promise<Page<ListedShiftReport>>;
  /** @throws shift-report-not-found */
  getReport(id: number): Promise<ShiftReport>;
  /**
   * Makes the report of the shift that was worked at an instant, anew where there is one.
   *
   * @param machineId by whose calendar; absent: by the factory's
   * @throws unknown-machine, range-invalid where there was no shift, or it is not over
   */
  makeReport(actor: Actor, atMs: number, machineId?: string): Promise<ShiftReport>;
  /** Makes the reports that are missing, the oldest first and some at a time. Returns how many. */
  makeDueReports(): Promise<number>;
  /** Removes reports that need not be kept any longer. Returns how many. */
  prune(): Promise<number>;
}

export interface ShiftReportParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly sources: ReportSources;
  readonly calendars: ShiftCalendarReads;
}

export const REPORTER = 'make-shift-reports';
/** Of one run of the job: what was missed is caught up over several, and nobody gets a heap of it at once. */
const REPORTS_AT_ONCE = 5;
/** Rows that one statement removes. */
const CHUNK = 200;

export function createShiftReportService(parts: ShiftReportParts): ShiftReports {
  const { store, clock, log, settings, sources, calendars } = parts;
  const access = () => store.access<ShiftReportTables>();

  async function make(actor: Actor, shift: WorkedShift): Promise<number> {
    const content = await readContent(sources, shift);
    const summary = summaryOf(content);
    const { id, revision } = await store.transact(actor, async (tx) => {
      const made = { ...shift, summary, content, madeAt: tx.recordedAt, madeBy: actor.name };
      const kept = await repository.keepReport(tx.access<ShiftReportTables>(), made);
      tx.emit(shiftReportCompleted(kept, shift, summary, content.total));
      if (actor.kind !== 'system') {
        const { shift: code, productionDay } = shift;
        tx.audit({
          action: 'shift-report.made',
          entityType: 'shift-report',
          entityId: kept.id,
          after: { shift: code, production_day: productionDay, revision: kept.revision },
        });
      }
      return kept;
    });
    const payload = { reportId: id, revision, shift: shift.shift, productionDay: shift.productionDay };
    log.info({ payload }, `Report ${id} of shift ${shift.shift} of ${shift.productionDay} made by '${actor.name}'`);
    return id;
  }

  async function getReport(id: number): Promise<ShiftReport> {
    const report = await repository.findReport(access(), id);
    if (report === undefined) throw shiftReportNotFound(id);
    return report;
  }

  return {
    getReport,

    async listReports({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter }) {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, ['number', 'number']);
      const fetched = await repository.findReportPage(access(), filter, before as [number, number] | undefined, limit);
      return toPage(fetched, limit, ({ endMs, id }) => [endMs, id]);
    },

    async makeReport(actor, atMs, machineId) {
      const shift = await calendars.shiftAt(atMs, machineId);
      if (shift === undefined || shift.machineIds.length === 0) throw noShiftAt(atMs);
      if (shift.endMs > clock.now()) throw shiftNotOver(shift.endMs);
      return getReport(await make(actor, shift));
    },

    async makeDueReports() {
      const { days, delay, kept } = await settings.valuesOf({
        days: catchUpDays,
        delay: reportDelayMinutes,
        kept: reportRetentionDays,
      });
      const nowMs = clock.now();
      const endedBeforeMs = nowMs - delay * MINUTE_MS;
      // what was removed for its age is not missing
      const endedAfterMs = nowMs - Math.min(days, kept) * DAY_MS;
      if (endedAfterMs >= endedBeforeMs) return 0;
      const shifts = await calendars.shiftsIn(endedAfterMs, endedBeforeMs);
      const made = new Set((await repository.findShiftsWithReport(access(), endedAfterMs)).map(shiftKey));
      let count = 0;
      let failure: unknown;
      for (const shift of dueShifts(shifts, made, { endedBeforeMs, endedAfterMs })) {
        if (count === REPORTS_AT_ONCE) break;
        try {
          await make(systemActor(REPORTER), shift);
          count++;
        } catch (error) {
          // those that cannot be made keep no other from being made, unless none can
          failure ??= error;
          if (error instanceof DomainError && error.code.startsWith('database-')) break;
        }
      }
      if (failure !== undefined) throw failure;
      return count;
    },

    async prune() {
      const beforeMs = clock.now() - (await settings.valueOf(reportRetentionDays)) * DAY_MS;
      let total = 0;
      for (;;) {
        const removed = await repository.deleteReportsBefore(access(), beforeMs, CHUNK);
        total += removed;
        if (removed < CHUNK) return total;
      }
    },
  };
}
