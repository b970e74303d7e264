/**
 * Answers what a window of time was spent on.
 *
 * Every answer equals, to the millisecond, what adding up the raw periods would give. Whole shift slices come from
 * sums, so the cost does not grow with history; raw periods are read where the window cuts a slice, where an open
 * period begins, and where a changed shift calendar has made sums stale.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import { chunksOf } from '../../../platform/database/index.ts';
import { inOrderOfStart, type PeriodSpan, visibleSpans } from '../periods/overlaps.rules.ts';
import { PERIOD_DAYS_MAX } from '../periods/periods.rules.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import { Turns } from '../turns.ts';
import { listOpenSpans, listStale, type RawRange } from './accounting.repository.ts';
import { groupKeyOf, hourlyStretches, Ledger, type Part, type Piece, partsOf, piecesOf } from './accounting.rules.ts';
import { addRollupSums, type GroupOf, SLICES_AT_ONCE } from './accounting.sums.ts';
import { readClosedSpans } from './closed-spans.ts';
import { sumCategories } from './sums.repository.ts';
import { addUp, type Stretch, stopsBegun } from './sums.rules.ts';
import type { TimeQuestion } from './time-question.ts';

/** @returns groups by key; the only key is the empty text where no grouping was asked for */
export async function accountTime(context: ReadContext, question: TimeQuestion): Promise<Ledger> {
  const { access, engine } = context;
  const { machineIds, toMs } = question;
  const ledger = new Ledger();
  const calendars = await context.calendarsOf(access, machineIds);
  const open = await listOpenSpans(access, engine, machineIds, toMs);
  const stale = await listStale(access, engine, machineIds);
  const turns = new Turns();
  const byCalendar = Map.groupBy(machineIds, (id) => calendars.get(id) as ShiftCalendar);
  for (const [calendar, ofCalendar] of byCalendar) {
    await new CalendarAnswer({ ...context, calendar, question, open, stale, ledger, turns }).add(ofCalendar);
  }
  // a month's sums have shifts of which nothing was asked for
  for (const [key, { windowMs }] of ledger.groups) if (windowMs === 0) ledger.groups.delete(key);
  return ledger;
}

interface AnswerContext extends ReadContext {
  readonly calendar: ShiftCalendar;
  readonly question: TimeQuestion;
  readonly open: ReadonlyMap<string, readonly PeriodSpan[]>;
  readonly stale: ReadonlyMap<string, number>;
  readonly ledger: Ledger;
  readonly turns: Turns;
}

/** Machines whose raw periods are read at once. */
const RAW_MACHINES = 50;

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

    const stretchesOf = (piece: readonly Part[]): NamedStretch[] =>
      piece.map((part) => ({ startMs: part.startMs, endMs: part.endMs, keyOf: (id) => this.#keyOf(id, part.slice) }));
    await this.#addRaw(machineIds, raw, stretchesOf, staleFromMs);
    if (summed.length === 0) return;
    await addRollupSums({ ...this.#context, machineIds, parts: summed, keyOf: this.#keyOf });
    for (const machineId of machineIds) await this.#addOpenTime(machineId, summed);
  }

  /** Reads the periods of parts, a piece at a time, and adds what lies in the piece's stretches. */
  async #addRaw(
    machineIds: readonly string[],
    parts: readonly Part[],
    stretchesOf: (piece: readonly Part[]) => readonly NamedStretch[],
    staleFromMs: number,
  ): Promise<void> {
    const pieces = piecesOf(parts, staleFromMs);
    for (const machines of chunksOf(machineIds, RAW_MACHINES)) {
      // closed periods that reach from one piece into the next
      let carried = new Map<string, PeriodSpan[]>();
      for (const [at, piece] of pieces.entries()) {
        if (!piece.isContinued) carried.clear();
        const range = rawRange(piece, pieces[at - 1], staleFromMs);
        carried = await this.#addPiece(machines, range, stretchesOf(piece.parts), carried);
      }
    }
  }

  async #addPiece(
    machineIds: readonly string[],
    range: RawRange,
    stretches: readonly NamedStretch[],
    carried: ReadonlyMap<string, readonly PeriodSpan[]>,
  ): Promise<Map<string, PeriodSpan[]>> {
    const { open, question, ledger, turns } = this.#context;
    const closed = await readClosedSpans(this.#context, machineIds, range, turns);
    const reaching = new Map<string, PeriodSpan[]>();
    for (const machineId of machineIds) {
      const own = [...(carried.get(machineId) ?? []), ...(closed.get(machineId) ?? [])];
      const spans = [...own, ...(open.get(machineId) ?? [])].sort(inOrderOfStart);
      addUp(stretches, visibleSpans(spans), (at, span, durationMs) => {
        const stretch = stretches[at] as NamedStretch;
        const aliasId = question.withReasons ? span.period.aliasId : 0;
        ledger.add(stretch.keyOf(machineId), span.period.category, aliasId, durationMs, stopsBegun(stretch, span));
      });
      reaching.set(
        machineId,
        own.filter((span) => span.endMs > range.toMs),
      );
    }
    return reaching;
  }

  /**
   * After the start of an open period nothing is without data: what no later period takes is the open one's.
   * So in a summed slice its time is the slice less the sums.
   */
  async #addOpenTime(machineId: string, summed: readonly Part[]): Promise<void> {
    const { access, engine, open, question, ledger, turns } = this.#context;
    const spans = open.get(machineId);
    if (spans === undefined) return;
    const after = summed.filter((part) => spans.some((span) => span.startMs < part.startMs));
    const [first, last] = [after[0], after.at(-1)];
    if (first === undefined || last === undefined) return;
    const selection = { fromMs: first.slice.startMs, toMs: last.slice.endMs };
    await turns.before(after.length / SLICES_AT_ONCE);
    const rows = await sumCategories(access, engine, [machineId], selection, { machine: false, slice: true });
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
    const stretchesOf = (piece: readonly Part[]): NamedStretch[] =>
      hourlyStretches(slices.zone, piece).map(({ key, ...stretch }) => ({ ...stretch, keyOf: () => key }));
    for (const hour of hourlyStretches(slices.zone, this.#parts)) {
      ledger.addWindow(hour.key, (hour.endMs - hour.startMs) * machineIds.length);
    }
    for (const [staleFromMs, alike] of Map.groupBy(machineIds, (id) => stale.get(id) ?? Number.POSITIVE_INFINITY)) {
      await this.#addRaw(alike, this.#parts, stretchesOf, staleFromMs);
    }
  }
}

/** A stretch of the window and the group that a machine's time in it belongs to. */
interface NamedStretch extends Stretch {
  readonly keyOf: (machineId: string) => string | null;
}

/** @param before the piece before, of which {@link Piece.isContinued} speaks */
function rawRange({ parts, isContinued }: Piece, before: Piece | undefined, staleFromMs: number): RawRange {
  const first = parts[0] as Part;
  const [fromMs, toMs] = [first.startMs, (parts.at(-1) as Part).endMs];
  if (isContinued) return { begin: { startMs: before?.parts.at(-1)?.endMs ?? fromMs }, fromMs, toMs };
  if (first.slice.endMs > staleFromMs) return { begin: { startMs: fromMs - PERIOD_DAYS_MAX * DAY_MS }, fromMs, toMs };
  return { begin: { scanFromOfSlice: first.slice.startMs }, fromMs, toMs };
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
