/** What many machines or years have is added up in pieces: the answer is the same, others have their turn, small questions pay nothing. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import type { Ledger, StatusPeriodInput, TimeQuestion } from '../../../src/modules/timeline/index.ts';
import { type EngineUnderTest, onEachEngine } from '../../support/engines.ts';
import { startLoneTimeline } from './lone-timeline.ts';

const actor = systemActor('test');
const DAYS = 730;
const fromMs = Date.UTC(2023, 0, 1, 6);
const toMs = fromMs + DAYS * DAY_MS;
const halfMs = fromMs + 365 * DAY_MS;
const machineIds = Array.from({ length: 60 }, (_, at) => `mill-${at}`);
/** Machine by machine and year by year a question is small enough for one statement. */
const smallShares = machineIds.flatMap((id) => [
  { fromMs, toMs: halfMs, machineIds: [id] },
  { fromMs: halfMs, toMs, machineIds: [id] },
]);

/** A stop every ninth day, on every fourth machine, some over a change of shift; the first machine's last one goes on. */
const periods = machineIds
  .filter((_, at) => at % 4 === 0)
  .flatMap((machineId, at) =>
    Array.from({ length: DAYS / 9 }, (_, nth): StatusPeriodInput => {
      const startMs = fromMs + nth * 9 * DAY_MS + at * HOUR_MS + nth;
      const isLast = at === 0 && nth === Math.floor(DAYS / 9) - 1;
      return {
        id: `${machineId}-${nth}`,
        machineId,
        startMs,
        endMs: isLast ? null : startMs + 3 * HOUR_MS,
        classification: 'DOWNTIME',
        productivity: nth % 2 === 0 ? 'productive' : 'unproductive',
        reasonText: ['Coil Change', 'Break', null][nth % 3] ?? null,
      };
    }),
  );

interface Measured {
  readonly ledger: Ledger;
  /** Statements that added up sums. */
  readonly statements: number;
  /** The most of them that ran without a turn for others. */
  readonly mostWithoutTurn: number;
}

async function startWorld(under: EngineUnderTest): Promise<(question: TimeQuestion) => Promise<Measured>> {
  let statements = 0;
  let sinceTurn = 0;
  let mostWithoutTurn = 0;
  const { timeline, makeMachines } = await startLoneTimeline(under, {
    observe({ sql }) {
      if (!/from "(shift|shift_reason|month)_totals"/.test(sql)) return;
      statements++;
      mostWithoutTurn = Math.max(mostWithoutTurn, ++sinceTurn);
    },
  });
  await makeMachines(machineIds);
  await timeline.recordPeriods(actor, periods, { kind: 'csv', name: 'test' });
  return async (question) => {
    [statements, sinceTurn, mostWithoutTurn] = [0, 0, 0];
    let isAnswered = false;
    const takeTurn = () => {
      sinceTurn = 0;
      if (!isAnswered) setImmediate(takeTurn);
    };
    setImmediate(takeTurn);
    const ledger = await timeline.account(question);
    isAnswered = true;
    return { ledger, statements, mostWithoutTurn };
  };
}

/** Group, category and reason → time and stops; group → window. */
function figuresOf(ledgers: readonly Ledger[]): Map<string, number> {
  const figures = new Map<string, number>();
  const add = (name: string, amount: number) => figures.set(name, (figures.get(name) ?? 0) + amount);
  for (const { groups } of ledgers) {
    for (const [key, { windowMs, sums }] of groups) {
      add(`${key} window`, windowMs);
      for (const { category, aliasId, durationMs, stops } of sums.entries()) {
        add(`${key} ${category} ${aliasId} time`, durationMs);
        if (stops !== 0) add(`${key} ${category} ${aliasId} stops`, stops);
      }
    }
  }
  return figures;
}

onEachEngine('Sums of many machines and years', (under) => {
  let measure: Awaited<ReturnType<typeof startWorld>>;
  before(async () => {
    measure = await startWorld(under);
  });

  const slices = machineIds.length * DAYS * 2;
  const large = [
    { title: 'reasons by day', asked: { groupBy: 'day', withReasons: true }, pieces: slices / 1_000 },
    { title: 'reasons by week', asked: { groupBy: 'week', withReasons: true }, pieces: slices / 1_000 },
    { title: 'reasons of a weekday', asked: { weekday: 2, withReasons: true }, pieces: slices / 7 / 1_000 - 1 },
    {
      title: 'reasons of a weekday by machine',
      asked: { weekday: 2, groupBy: 'machine', withReasons: true },
      pieces: slices / 7 / 1_000 - 1,
    },
    { title: 'categories by day', asked: { groupBy: 'day', withReasons: false }, pieces: slices / 10_000 },
    { title: 'categories', asked: { withReasons: false }, pieces: slices / 10_000 },
    { title: 'reasons', asked: { withReasons: true }, pieces: (machineIds.length * 24) / 250 },
    {
      title: 'reasons by month',
      asked: { groupBy: 'month', withReasons: true },
      pieces: (machineIds.length * 24) / 250,
    },
  ] as const;
  for (const { title, asked, pieces } of large) {
    test(`asked for ${title}, are read in pieces that come to the same, with turns for others between them`, async () => {
      const { ledger, statements, mostWithoutTurn } = await measure({ fromMs, toMs, machineIds, ...asked });
      assert.ok(statements >= pieces, `${statements} statements, at least ${pieces} are due`);
      assert.ok(statements < 2 * pieces + 10, `${statements} statements for ${pieces} pieces`);
      assert.ok(mostWithoutTurn <= 5, `${mostWithoutTurn} statements without a turn`);
      const small: Ledger[] = [];
      for (const share of smallShares) {
        const answer = await measure({ ...share, ...asked });
        small.push(answer.ledger);
      }
      assert.deepEqual(figuresOf([ledger]), figuresOf(small));
    });
  }

  test('of a machine over two years, or of ten over a month, are read by one statement', async () => {
    const month = { fromMs, toMs: fromMs + 30 * DAY_MS };
    const [one, ten] = [machineIds.slice(1, 2), machineIds.slice(1, 10)];
    for (const question of [
      { fromMs, toMs, machineIds: one, groupBy: 'day', withReasons: false },
      { ...month, machineIds: ten, groupBy: 'day', withReasons: true },
      { ...month, machineIds: ten, groupBy: 'machine', withReasons: false },
      { ...month, machineIds: ten, weekday: 3, withReasons: true },
    ] as const) {
      assert.equal((await measure(question)).statements, 1, JSON.stringify(question));
    }
  });
});
