import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Period } from './lane.ts';
import { ALWAYS, createPeriodStore, type PeriodQuestion, type PeriodStore } from './period-store.ts';
import { DAY_MS } from './view.ts';

const WEEK_MS = 7 * DAY_MS;
/** A Thursday: weeks are counted from 1 January 1970. */
const BEGIN_MS = 2_900 * WEEK_MS;

interface Asked extends PeriodQuestion {
  answer(...periods: readonly Period[]): Promise<void>;
  fail(): Promise<void>;
}

function period(machineId: string, startMs: number, endMs: number | null): Period {
  return {
    id: `${machineId} ${startMs}`,
    machineId,
    startMs,
    endMs: endMs ?? Number.POSITIVE_INFINITY,
    category: 'productive_uptime',
    reason: '',
    ticketId: null,
  };
}

/** A store whose questions the test answers. */
function makeStore(): { store: PeriodStore; asked: Asked[] } {
  const asked: Asked[] = [];
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const store = createPeriodStore((question) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Period[]>();
    asked.push({
      ...question,
      answer(...periods) {
        resolve(periods);
        return settled();
      },
      fail() {
        reject(new Error('no answer'));
        return settled();
      },
    });
    return promise;
  });
  return { store, asked };
}

const weeks = (from: number, to: number) => ({ fromMs: BEGIN_MS + from * WEEK_MS, toMs: BEGIN_MS + to * WEEK_MS });
const week = ({ fromMs, toMs }: PeriodQuestion) => [(fromMs - BEGIN_MS) / WEEK_MS, (toMs - BEGIN_MS) / WEEK_MS];

test('what is wanted is read week by week, the middle first, two at once', async () => {
  const { store, asked } = makeStore();
  store.want(['a', 'b'], weeks(0, 3));
  assert.deepEqual(asked.map(week), [
    [1, 2],
    [0, 1],
  ]);
  assert.deepEqual(asked[0]?.machineIds, ['a', 'b']);
  await asked[0]?.answer();
  assert.deepEqual(asked.map(week).slice(2), [[2, 3]]);
});

test('what is known is not read again, and a machine that comes along is read alone', async () => {
  const { store, asked } = makeStore();
  store.want(['a'], weeks(0, 1));
  await asked[0]?.answer(period('a', BEGIN_MS, BEGIN_MS + DAY_MS));
  store.want(['a'], weeks(0.2, 0.8));
  assert.equal(asked.length, 1);
  store.want(['a', 'b'], weeks(0, 1));
  assert.deepEqual(asked[1]?.machineIds, ['b']);
  assert.equal(store.laneOf('a').count, 1);
});

test('what has become out of date is read again, and stays on the screen meanwhile', async () => {
  const { store, asked } = makeStore();
  store.want(['a'], weeks(0, 1));
  await asked[0]?.answer(period('a', BEGIN_MS, BEGIN_MS + DAY_MS), period('a', BEGIN_MS + DAY_MS, null));
  store.markStale({ fromMs: BEGIN_MS + DAY_MS, toMs: Number.POSITIVE_INFINITY }, 'a');
  assert.deepEqual([asked[1]?.fromMs, asked[1]?.toMs], [BEGIN_MS + DAY_MS, BEGIN_MS + WEEK_MS]);
  assert.equal(store.laneOf('a').count, 2);
  assert.deepEqual(store.unseen('a', weeks(0, 1)), []);
  await asked[1]?.answer(
    period('a', BEGIN_MS + DAY_MS, BEGIN_MS + 2 * DAY_MS),
    period('a', BEGIN_MS + 2 * DAY_MS, null),
  );
  assert.deepEqual([...store.laneOf('a').ends], [1, 2].map((days) => BEGIN_MS + days * DAY_MS).concat(Infinity));
});

test('an answer that an event overtook is read again', async () => {
  const { store, asked } = makeStore();
  store.want(['a'], weeks(0, 1));
  store.markStale(ALWAYS, 'a');
  assert.equal(asked.length, 1);
  await asked[0]?.answer(period('a', BEGIN_MS, null));
  assert.equal(asked.length, 2);
  await asked[1]?.answer(period('a', BEGIN_MS, null));
  assert.equal(asked.length, 2);
});

test('a period that reaches over the edge of two weeks is there once', async () => {
  const { store, asked } = makeStore();
  const long = period('a', BEGIN_MS + DAY_MS, BEGIN_MS + WEEK_MS + DAY_MS);
  store.want(['a'], weeks(0, 2));
  await asked[0]?.answer(long);
  await asked[1]?.answer(long);
  assert.equal(store.laneOf('a').count, 1);
});

test('a period that has gone is not kept', async () => {
  const { store, asked } = makeStore();
  store.want(['a'], weeks(0, 1));
  await asked[0]?.answer(period('a', BEGIN_MS, BEGIN_MS + DAY_MS));
  store.markStale(weeks(0, 1));
  await asked[1]?.answer();
  assert.equal(store.laneOf('a').count, 0);
});

test('a question that failed is asked again after a pause, and says why meanwhile', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { store, asked } = makeStore();
  let told = 0;
  store.subscribe(() => told++);
  store.want(['a'], weeks(0, 1));
  await asked[0]?.fail();
  assert.match(String(store.failure), /no answer/);
  assert.deepEqual([asked.length, told], [1, 1]);
  context.mock.timers.tick(1_000);
  assert.equal(asked.length, 2);
  await asked[1]?.answer();
  assert.equal(store.failure, undefined);
  assert.deepEqual(store.unseen('a', weeks(0, 1)), []);
});

test('after a stop nothing is read, and what was asked changes nothing', async () => {
  const { store, asked } = makeStore();
  store.want(['a'], weeks(0, 3));
  store.stop();
  await asked[0]?.fail();
  await asked[1]?.fail();
  assert.equal(asked.length, 2);
  assert.equal(store.failure, undefined);
});
