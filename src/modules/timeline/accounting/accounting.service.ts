/**
 * Answers what a window of time was spent on.
 *
 * Every answer equals, to the millisecond, what adding up the raw periods would give. Whole shift slices come from
 * sums, so the cost does not grow with history; raw periods are read where the window cuts a slice, where an open
 * period begins, and where a changed shift calendar has made sums stale.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import type { AnyTables, TableAccess } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { inOrderOfStart, type PeriodSpan, visibleSpans } from '../periods/overlaps.rules.ts';
import { PERIOD_DAYS_MAX } from '../periods/periods.rules.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import type { ShiftSlices } from '../shifts/shift-slices.ts';
import type { TimelineTables } from '../tables.ts';
import { listClosedSpans, listOpenSpans, listStale, type RawRange, sumCategories } from './accounting.repository.ts';
import { groupKeyOf, hourlyStretches, Ledger, type Part, partsOf, runsOf } from './accounting.rules.ts';
import { addRollupSums, type GroupOf } from './accounting.sums.ts';
import type { CalendarsOf } from './rollups.service.ts';
import { addUp, type Stretch } from './sums.rules.ts';
import type { TimeQuestion } from './time-question.ts';

export interface TimeAccounting {
  /** Groups by key; the only key is the empty text where no grouping was asked for. */
  account(question: TimeQuestion): Promise<Ledger>;
}

export function createTimeAccounting(store: Store, slices: ShiftSlices, calendarsOf: CalendarsOf): TimeAccounting {
  return {
    async account(question) {
      const access = store.access<AnyTables>();
      const { machineIds, toMs } = question;
      const ledger = new Ledger();
      const calendars = await calendarsOf(access, machineIds);
      const [open, stale] = await Promise.all([
        listOpenSpans(access, store.engine, machineIds, toMs),
        listStale(access, store.engine, machineIds),
      ]);
      const byCalendar = Map.groupBy(machineIds, (id) => calendars.get(id) as ShiftCalendar);
      for (const [calendar, ofCalendar] of byCalendar) {
        const answer = new CalendarAnswer({ store, access, slices, calendar, question, open, stale, ledger });
        await answer.add(ofCalendar);
      }
      return ledger;
    },
  };
}

interface AnswerContext {
  readonly store: Store;
  readonly access: TableAccess<TimelineTables>;
  readonly slices: ShiftSlices;
  readonly calendar: ShiftCalendar;
  readonly question: TimeQuestion;
  readonly open: ReadonlyMap<string, readonly PeriodSpan[]>;
  readonly stale: ReadonlyMap<string, number>;
  readonly ledger: Ledger;
}

/** The share of the machines that have one calendar. */
class CalendarAnswer {
  readonly #context: AnswerContext;
  readonly #parts: readonly Part[];
  readonly #keyOf: GroupOf;

  constructor(context: AnswerContext) {
    const { calendar, question, slices } = context;
    const window = { startMs: question.fromMs, endMs: question.toMs };
    this.#context = context;
    this.#parts = partsOf(slices.overlapping(calendar, window.startMs, window.endMs), window, question);
    this.#keyOf = groupKeyOf(question.groupBy === 'hour' ? undefined : question.groupBy);
  }

  async add(machineIds: readonly string[]): Promise<void> {
    if (this.#context.question.groupBy === 'hour') return this.#addHours(machineIds);
    for (const part of this.#parts) {
      if (this.#context.question.groupBy === 'machine') {
        for (const id of machineIds) this.#context.ledger.addWindow(id, part.endMs - part.startMs);
      } else {
        const key = this.#keyOf('', part.slice);
        this.#context.ledger.addWindow(key, (part.endMs - part.startMs) * machineIds.length);
      }
    }
    for (const [, alike] of Map.groupBy(machineIds, (id) => this.#rawReasonsOf(id))) await this.#addAlike(alike);
  }

  /** What forces raw reading beyond the window's edges, as text: machines with the same text are answered together. */
  #rawReasonsOf(machineId: string): string {
    const staleFrom = this.#context.stale.get(machineId) ?? '';
    const opened = (this.#context.open.get(machineId) ?? [])
      .map(({ startMs }) => this.#parts.findLast(({ slice }) => slice.startMs <= startMs && startMs < slice.endMs))
      .map((part) => (part?.whole ? part.slice.startMs : ''));
    return `${staleFrom}|${opened.join()}`;
  }

  async #addAlike(machineIds: readonly string[]): Promise<void> {
    const example = machineIds[0] as string;
    const staleFromMs = this.#context.stale.get(example) ?? Number.POSITIVE_INFINITY;
    const opened = (this.#context.open.get(example) ?? []).map((span) => span.startMs);
    const fromSums = (part: Part): boolean =>
      part.whole &&
      part.slice.endMs <= staleFromMs &&
      !opened.some((startMs) => part.slice.startMs <= startMs && startMs < part.slice.endMs);
    const summed = this.#parts.filter(fromSums);
    const raw = this.#parts.filter((part) => !fromSums(part));

    for (const run of runsOf(raw)) {
      await this.#addRaw(machineIds, run, run, staleFromMs, (machineId, at) =>
        this.#keyOf(machineId, (run[at] as Part).slice),
      );
    }
    if (summed.length === 0) return;
    await addRollupSums({ ...this.#context, machineIds, parts: summed, keyOf: this.#keyOf });
    for (const machineId of machineIds) await this.#addOpenTime(machineId, summed);
  }

  /** Reads the periods of a run of slices and adds what lies in `stretches`, which lie in the run. */
  async #addRaw(
    machineIds: readonly string[],
    run: readonly Part[],
    stretches: readonly Stretch[],
    staleFromMs: number,
    keyOf: (machineId: string, stretchIndex: number) => string | null,
  ): Promise<void> {
    const { access, store, open, question, ledger } = this.#context;
    const first = run[0] as Part;
    const last = run.at(-1) as Part;
    const range: RawRange = {
      sliceStartMs: first.slice.startMs,
      fromMs: first.startMs,
      toMs: last.endMs,
      lookBackMs: first.slice.endMs > staleFromMs ? PERIOD_DAYS_MAX * DAY_MS : 0,
    };
    const closed = await listClosedSpans(access, store.engine, machineIds, range);
    for (const machineId of machineIds) {
      const spans = [...(closed.get(machineId) ?? []), ...(open.get(machineId) ?? [])].sort(inOrderOfStart);
      addUp(stretches, visibleSpans(spans), (at, { period }, durationMs, stops) => {
        const aliasId = question.withReasons ? period.aliasId : 0;
        ledger.add(keyOf(machineId, at), period.category, aliasId, durationMs, stops);
      });
    }
  }

  /**
   * After the start of an open period nothing is without data: what no later period takes is the open one's.
   * So in a summed slice its time is the slice less the sums.
   */
  async #addOpenTime(machineId: string, summed: readonly Part[]): Promise<void> {
    const { access, store, open, question, ledger } = this.#context;
    const spans = open.get(machineId) ?? [];
    const after = summed.filter((part) => spans.some((span) => span.startMs < part.startMs));
    const [first, last] = [after[0], after.at(-1)];
    if (first === undefined || last === undefined) return;
    const selection = { fromMs: first.slice.startMs, toMs: last.slice.endMs };
    const rows = await sumCategories(access, store.engine, [machineId], selection, { machine: false, slice: true });
    const closedMs = new Map(rows.map((row) => [row.slice_start, categoriesTotal(row)]));
    for (const part of after) {
      const owner = spans.findLast((span) => span.startMs < part.startMs) as PeriodSpan;
      const durationMs = part.endMs - part.startMs - (closedMs.get(part.slice.startMs) ?? 0);
      const aliasId = question.withReasons ? owner.aliasId : 0;
      if (durationMs > 0) ledger.add(this.#keyOf(machineId, part.slice), owner.category, aliasId, durationMs, 0);
    }
  }

  /** Hours cut across shift slices, so they are always read from raw periods. */
  async #addHours(machineIds: readonly string[]): Promise<void> {
    const { ledger, slices, stale } = this.#context;
    for (const run of runsOf(this.#parts)) {
      const hours = hourlyStretches(slices.zone, run);
      for (const hour of hours) ledger.addWindow(hour.key, (hour.endMs - hour.startMs) * machineIds.length);
      for (const [staleFromMs, alike] of Map.groupBy(machineIds, (id) => stale.get(id) ?? Number.POSITIVE_INFINITY)) {
        await this.#addRaw(alike, run, hours, staleFromMs, (_, at) => hours[at]?.key ?? null);
      }
    }
  }
}

function categoriesTotal(row: Awaited<ReturnType<typeof sumCategories>>[number]): number {
  return (
    row.productive_uptime +
    row.productive_downtime +
    row.unproductive_downtime +
    row.unclassified_downtime +
    row.offline
  );
}
