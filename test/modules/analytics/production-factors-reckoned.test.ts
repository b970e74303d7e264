/** Performance and quality held against plain arithmetic over periods, runs and single cuts, which knows nothing of sums. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { AnalyticsQuery } from '../../../src/modules/analytics/index.ts';
import { markRollupsStaleWithin } from '../../../src/modules/timeline/accounting/rollups.service.ts';
import type { StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { dayAndNight } from '../../support/calendars.ts';
import { shiftOnTheClock, weekdayOf, weekOf } from '../../support/clock-face.ts';
import { onEachEngine } from '../../support/engines.ts';
import { tries } from '../../support/tries.ts';

const actor = systemActor('test');
/** Two days before the night on which the clocks go back; the test's present is ten days later. */
const base = Date.UTC(2025, 9, 24, 20);
const now = base + 240 * HOUR_MS;
const machineNames = ['one', 'two'] as const;
/** Seconds; the third product has none. */
const cycles = [7, 0.5, null] as const;
const weekdayNames = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

interface DrawnRun {
  readonly machine: (typeof machineNames)[number];
  readonly startMs: number;
  /** Null while it is active. */
  readonly endMs: number | null;
  readonly product: number;
  readonly total: number | null;
  readonly scrap: number | null;
}

interface DrawnCut {
  readonly machine: (typeof machineNames)[number];
  readonly atMs: number;
  readonly count: number;
}

interface Drawn {
  readonly periods: readonly StatusPeriodInput[];
  readonly runs: readonly DrawnRun[];
  readonly cuts: readonly DrawnCut[];
}

const anyPeriod = fc
  .record({
    id: fc.stringMatching(/^[a-f]{1,2}$/),
    machineId: fc.constantFrom(...machineNames),
    startMinute: fc.integer({ min: 0, max: 200 * 60 }),
    minutes: fc.oneof(fc.integer({ min: 1, max: 1_500 }), fc.integer({ min: 1, max: 6_000 }), fc.constant(null)),
    classification: fc.constantFrom('UPTIME', 'UPTIME', 'DOWNTIME', 'OFFLINE' as const),
  })
  .map(({ startMinute, minutes, ...period }): StatusPeriodInput => {
    const startMs = base + startMinute * MINUTE_MS;
    const endMs = minutes === null ? null : Math.min(startMs + minutes * MINUTE_MS, now);
    return { ...period, startMs, endMs, productivity: 'productive', reasonText: null };
  });

/** One after the other on their machine; a last one without an end is active. */
const anyRuns = (machine: (typeof machineNames)[number]) =>
  fc
    .array(
      fc.record({
        gapMinutes: fc.constantFrom(0, 0, 17, 600),
        minutes: fc.integer({ min: 1, max: 3_000 }),
        product: fc.integer({ min: 0, max: 2 }),
        total: fc.option(fc.integer({ min: 20, max: 400 }), { nil: null }),
        scrap: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
      }),
      { maxLength: 6 },
    )
    .chain((drawn) => fc.boolean().map((isActive) => ({ drawn, isActive })))
    .map(({ drawn, isActive }) => {
      let atMs = base - 5 * HOUR_MS;
      const runs: DrawnRun[] = [];
      for (const { gapMinutes, minutes, ...run } of drawn) {
        const startMs = atMs + gapMinutes * MINUTE_MS;
        atMs = startMs + minutes * MINUTE_MS;
        if (atMs < now) runs.push({ ...run, machine, startMs, endMs: atMs });
      }
      const last = runs.at(-1);
      return last !== undefined && isActive ? [...runs.slice(0, -1), { ...last, endMs: null }] : runs;
    });

const anyCut = fc
  .record({
    machine: fc.constantFrom(...machineNames),
    second: fc.integer({ min: -20_000, max: 200 * 3_600 }),
    count: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ second, ...cut }): DrawnCut => ({ ...cut, atMs: base + second * 1_000 }));

const anyFactory: fc.Arbitrary<Drawn> = fc
  .tuple(
    fc.uniqueArray(anyPeriod, { maxLength: 25, selector: ({ id }) => id }),
    anyRuns('one'),
    anyRuns('two'),
    fc.array(anyCut, { maxLength: 60 }),
  )
  .map(([periods, first, second, cuts]) => ({ periods, runs: [...first, ...second], cuts }));

const anyQuestion = fc.record({
  fromMinute: fc.integer({ min: -600, max: 200 * 60 }),
  minutes: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 14_400 })),
  shift: fc.option(fc.constantFrom('DAY', 'NIGHT'), { nil: undefined, freq: 1 }),
  dayOfWeek: fc.option(fc.constantFrom('SATURDAY', 'SUNDAY', 'MONDAY'), { nil: undefined, freq: 1 }),
  groupBy: fc.constantFrom(undefined, undefined, 'machine', 'shift', 'day', 'week', 'month' as const),
});

interface Figures {
  performance: { runs: number; cuts: number; idealMs: number; uptimeMs: number };
  quality: { runs: number; produced: number; scrap: number };
}

onEachEngine('performance and quality', (under) => {
  let opened: TestApp;
  const products: number[] = [];
  let worlds = 0;

  before(async () => {
    opened = await startTestApp(under);
    for (const seconds of cycles) {
      const { id } = await opened.services.production.createProduct(actor, {
        name: `Strut ${seconds}`,
        ...(seconds === null ? {} : { idealCycleMs: seconds * 1_000 }),
      });
      products.push(id);
    }
  });

  /** Records in an order in which nothing comes when it should: half of the periods and cuts before runs, half after. */
  async function recorded({ periods, runs, cuts }: Drawn, staleMs: number | null): Promise<(name: string) => string> {
    const { machines, timeline, production, shiftCalendars, store } = opened.services;
    const world = `w${worlds++}-`;
    const own = (name: string) => world + name;
    const ids = machineNames.map(own);
    await machines.ensureMachines(
      actor,
      ids.map((id) => ({ id, name: id })),
    );
    const record = async (isFirst: boolean) => {
      const half = <T>(items: readonly T[]) => items.filter((_, at) => (at % 2 === 0) === isFirst);
      await timeline.recordPeriods(
        actor,
        half(periods).map((p) => ({ ...p, id: own(p.id), machineId: own(p.machineId) })),
        { kind: 'csv', name: 'test' },
      );
      await production.recordCuts(
        actor,
        half(cuts).map(({ machine, atMs, count }) => ({ machineId: own(machine), occurredAt: atMs, count })),
      );
    };
    opened.clock.set(new Date(now).toISOString());
    await record(true);
    for (const { machine, startMs, endMs, product, total, scrap } of runs) {
      const named = { machineId: own(machine), productId: products[product] as number };
      if (endMs === null) continue;
      await production.recordRuns(actor, [
        { ...named, startedAt: startMs, endedAt: endMs, totalCount: total, scrapCount: scrap },
      ]);
    }
    for (const { machine, startMs, endMs, product } of runs) {
      if (endMs !== null) continue;
      opened.clock.set(new Date(startMs).toISOString());
      await production.startRun(actor, { machineId: own(machine), productId: products[product] as number });
    }
    opened.clock.set(new Date(now).toISOString());
    await record(false);
    if (staleMs !== null) {
      await store.transact(actor, async (tx) =>
        markRollupsStaleWithin(tx, shiftCalendars.slices, await shiftCalendars.calendarsOf(tx.access(), ids), staleMs),
      );
    }
    return own;
  }

  test('are what runs, cuts and periods add up to, in any window, shift, weekday and group', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFactory,
        fc.option(fc.integer({ min: 0, max: 200 }), { nil: null, freq: 1 }),
        fc.array(anyQuestion, { minLength: 4, maxLength: 8 }),
        async (drawn, staleHour, questions) => {
          const own = await recorded(drawn, staleHour === null ? null : base + staleHour * HOUR_MS);
          for (const { fromMinute, minutes, ...rest } of questions) {
            const fromMs = base + fromMinute * MINUTE_MS;
            const toMs = Math.min(fromMs + minutes * MINUTE_MS, now);
            const query: AnalyticsQuery = { ...rest, fromMs, toMs, machineIds: machineNames.map(own) };
            const expected = reckon(drawn, { ...rest, fromMs, toMs });
            const { total, groups } = await opened.services.analytics.oee(query);
            assertFigures(total.oee, expected.total);
            for (const { key, oee } of groups ?? []) {
              const name = rest.groupBy === 'machine' ? (key ?? '').replace(/^w\d+-/, '') : key;
              assertFigures(oee, expected.groups.get(name) ?? nothing());
            }
            if (minutes > 3_000) continue;
            const hours = await opened.services.analytics.oee({ ...query, groupBy: 'hour' });
            assertFigures(hours.total.oee, expected.total);
            const cuts = hours.groups?.reduce((sum, { oee }) => sum + oee.basis.performance.cuts, 0);
            assert.equal(cuts, expected.total.performance.cuts);
          }
        },
      ),
      { numRuns: tries(under.engine === 'sqlite' ? 60 : 20) },
    );
  });
});

type Measured = Awaited<ReturnType<TestApp['services']['analytics']['oee']>>['total']['oee'];

function assertFigures({ basis, performance, quality }: Measured, { performance: p, quality: q }: Figures): void {
  assert.deepEqual(
    { ...basis.performance, idealMs: Math.round(basis.performance.idealMs) },
    { ...p, idealMs: Math.round(p.idealMs) },
  );
  assert.equal(basis.quality.runs, q.runs);
  assertNear(basis.quality.produced, q.produced);
  assertNear(basis.quality.scrap, q.scrap);
  assertNear(performance, p.uptimeMs === 0 ? null : (100 * p.idealMs) / p.uptimeMs);
  assertNear(quality, q.produced === 0 ? null : (100 * (q.produced - q.scrap)) / q.produced);
}

function assertNear(actual: number | null, expected: number | null): void {
  if (actual === null || expected === null) return assert.equal(actual, expected);
  assert.ok(Math.abs(actual - expected) < 1e-4, `${actual} is not ${expected}`);
}

function nothing(): Figures {
  return { performance: { runs: 0, cuts: 0, idealMs: 0, uptimeMs: 0 }, quality: { runs: 0, produced: 0, scrap: 0 } };
}

interface PlainQuestion extends Pick<AnalyticsQuery, 'shift' | 'dayOfWeek' | 'groupBy'> {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Piece {
  readonly key: string | null;
  durationMs: number;
  uptimeMs: number;
  cuts: number;
}

/** Walks each run minute by minute, for everything here begins and ends on full minutes but cuts, of which each is looked at. */
function reckon({ periods, runs, cuts }: Drawn, question: PlainQuestion) {
  const total = nothing();
  const groups = new Map<string | null, Figures>();
  for (const run of runs) {
    const own = cuts.filter(({ machine }) => machine === run.machine);
    const endMs = run.endMs ?? Number.POSITIVE_INFINITY;
    const cutsOfRun = own.filter(({ atMs }) => atMs >= run.startMs && atMs < endMs);
    const pieces = new Map<string | null, Piece>();
    const pieceAt = (ms: number): Piece | undefined => {
      const key = keyAt(run.machine, ms, question);
      if (key === undefined) return undefined;
      const piece = pieces.get(key) ?? { key, durationMs: 0, uptimeMs: 0, cuts: 0 };
      pieces.set(key, piece);
      return piece;
    };
    let closedUptimeMs = 0;
    for (let ms = run.startMs; ms < Math.min(endMs, now); ms += MINUTE_MS) {
      const owner = ownerAt(periods, run.machine, ms);
      const ran = owner?.classification === 'UPTIME';
      if (ran && owner.endMs !== null) closedUptimeMs += MINUTE_MS;
      const piece = pieceAt(ms);
      if (piece === undefined) continue;
      piece.durationMs += MINUTE_MS;
      if (ran) piece.uptimeMs += MINUTE_MS;
    }
    for (const { atMs, count } of cutsOfRun) {
      const piece = pieceAt(atMs);
      if (piece !== undefined) piece.cuts += count;
    }
    addRun(run, {
      pieces: [...pieces.values()],
      cutsOfRun: cutsOfRun.reduce((sum, { count }) => sum + count, 0),
      isCounted: own.some(({ atMs }) => atMs < endMs),
      closedUptimeMs,
      groups,
      total,
    });
  }
  return { total, groups };
}

interface Reckoning {
  readonly pieces: readonly Piece[];
  readonly cutsOfRun: number;
  readonly isCounted: boolean;
  readonly closedUptimeMs: number;
  readonly groups: Map<string | null, Figures>;
  readonly total: Figures;
}

function addRun(run: DrawnRun, { pieces, cutsOfRun, isCounted, closedUptimeMs, groups, total }: Reckoning): void {
  const cycle = cycles[run.product] ?? null;
  const neverRan = run.endMs !== null && closedUptimeMs === 0 && pieces.every(({ uptimeMs }) => uptimeMs === 0);
  const counted = cutsOfRun > 0 && cutsOfRun >= (run.scrap ?? 0) ? cutsOfRun : null;
  const produced = run.total ?? counted;
  const seen = { performance: false, quality: false };
  for (const { key, durationMs, uptimeMs, cuts } of pieces) {
    const group = groups.get(key) ?? nothing();
    groups.set(key, group);
    for (const [figures, isTotal] of [
      [group, false],
      [total, true],
    ] as const) {
      if (cycle !== null && isCounted && !neverRan) {
        if (!isTotal || !seen.performance) figures.performance.runs++;
        figures.performance.cuts += cuts;
        figures.performance.idealMs += cuts * cycle * 1_000;
        figures.performance.uptimeMs += uptimeMs;
        if (isTotal) seen.performance = true;
      }
      const part = cutsOfRun > 0 ? cuts / cutsOfRun : durationMs / ((run.endMs ?? 0) - run.startMs);
      if (run.endMs !== null && run.scrap !== null && produced !== null && part > 0) {
        if (!isTotal || !seen.quality) figures.quality.runs++;
        figures.quality.produced += produced * part;
        figures.quality.scrap += run.scrap * part;
        if (isTotal) seen.quality = true;
      }
    }
  }
}

/** Undefined where it was not asked for. */
function keyAt(machine: string, ms: number, question: PlainQuestion): string | null | undefined {
  if (ms < question.fromMs || ms >= question.toMs) return undefined;
  const { shift, day } = shiftOnTheClock(dayAndNight, ms);
  if (question.shift !== undefined && shift !== question.shift) return undefined;
  if (question.dayOfWeek !== undefined && weekdayNames[weekdayOf(day) - 1] !== question.dayOfWeek) return undefined;
  const keys: Record<string, string | null> = { machine, shift, day, week: weekOf(day), month: day.slice(0, 7) };
  return question.groupBy === undefined ? '' : keys[question.groupBy];
}

/** The period that began last; of two that began together the one with the greater id. */
function ownerAt(periods: readonly StatusPeriodInput[], machine: string, ms: number): StatusPeriodInput | undefined {
  let owner: StatusPeriodInput | undefined;
  for (const period of periods) {
    if (period.machineId !== machine || period.startMs > ms || (period.endMs ?? now) <= ms) continue;
    const isLater = owner === undefined || period.startMs > owner.startMs;
    if (isLater || (period.startMs === owner?.startMs && period.id > owner.id)) owner = period;
  }
  return owner;
}
