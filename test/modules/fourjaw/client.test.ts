import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { pino } from 'pino';
import { type FailureKind, FourJawFailure } from '../../../src/modules/fourjaw/client/failures.ts';
import { createFourJawClient, type FourJawClient } from '../../../src/modules/fourjaw/client/fourjaw-client.ts';
import { TestClock } from '../../support/clock.ts';
import { FOURJAW_KEY, type FourJawServer, startFourJaw } from '../../support/fourjaw-server.ts';
import { MACHINE, OTHER, periodsOf, settingsFor, TestTiming } from './fourjaw-fixture.ts';

const query = {
  machineId: MACHINE,
  fromMs: Date.parse('2026-01-14T00:00:00Z'),
  toMs: Date.parse('2026-01-15T00:00:00Z'),
};

describe('the client of FourJaw', () => {
  let server: FourJawServer;
  let client: FourJawClient;
  let timing: TestTiming;
  let lines: string[];

  before(async () => {
    server = await startFourJaw();
  });
  after(() => server.close());
  beforeEach(() => {
    server.requests.splice(0);
    server.fault = () => undefined;
    server.periods = periodsOf(MACHINE, query.fromMs, 5);
    open({});
  });
  afterEach(() => client.close());

  function open(changes: Parameters<typeof settingsFor>[1] & { replyLimitBytes?: number }): void {
    timing = new TestTiming(new TestClock());
    lines = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    client = createFourJawClient({ ...settingsFor(server, { timeoutMs: 150, ...changes }), ...changes }, timing, log);
  }

  async function failureOf(work: Promise<unknown>): Promise<FourJawFailure> {
    const error = await work.then(
      () => assert.fail('succeeded'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof FourJawFailure, String(error));
    return error;
  }

  test('asks with the key as a header, for a machine and a window, and never in the address', async () => {
    const { items, isFull } = await client.fetchPeriods(query);
    assert.deepEqual([items.length, isFull], [5, false]);
    const [request] = server.requests;
    assert.equal(request?.headers['x-api-key'], FOURJAW_KEY);
    assert.deepEqual(Object.fromEntries(request?.query ?? []), {
      asset_ids: MACHINE,
      start_timestamp: '2026-01-14T00:00:00.000Z',
      end_timestamp: '2026-01-15T00:00:00.000Z',
      page_size: '1000',
    });
  });

  test('follows no redirect and sends the key to no other host', async () => {
    const elsewhere: string[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(String(request.headers['x-api-key']));
      response.end('{"items":[]}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    for (const status of [301, 302, 303, 307, 308]) {
      server.fault = () => ({ status, headers: { location } });
      assert.equal((await failureOf(client.fetchPeriods(query))).kind, 'rejected');
    }
    assert.deepEqual(elsewhere, []);
    other.close();
  });

  const sentAgain: readonly (readonly [string, Parameters<typeof faulty>[0], FailureKind])[] = [
    ['a connection that breaks', 'reset', 'unreachable'],
    ['silence', 'hang', 'unreachable'],
    ['half a body', 'half-body', 'unreachable'],
    ['a 500', 'status-500', 'failed'],
    ['a 429', 'status-429', 'busy'],
    ['what is no JSON', 'half-json', 'invalid'],
    ['another form', 'wrong-schema', 'invalid'],
    ['a list instead of an object', { status: 200, body: '[]' }, 'invalid'],
    ['an unasked encoding', { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'x' }, 'invalid'],
    ['a page of another machine', { status: 200, body: pageOf(OTHER, query.fromMs, 3) }, 'invalid'],
    ['a page of another time', { status: 200, body: pageOf(MACHINE, query.fromMs - 86_400_000, 3) }, 'invalid'],
  ];
  function pageOf(machineId: string, startMs: number, count: number): string {
    return JSON.stringify({ items: periodsOf(machineId, startMs, count) });
  }
  function faulty(fault: ReturnType<FourJawServer['fault']>, times: number): void {
    let left = times;
    server.fault = () => (left-- > 0 ? fault : undefined);
  }

  for (const [what, fault, kind] of sentAgain) {
    test(`sends a request again after ${what}`, async () => {
      faulty(fault, 1);
      assert.equal((await client.fetchPeriods(query)).items.length, 5);
      assert.equal(server.requests.length, 2);
      faulty(fault, Number.POSITIVE_INFINITY);
      const failure = await failureOf(client.fetchPeriods(query));
      assert.deepEqual([failure.kind, failure.isTransient], [kind, true]);
      assert.ok(server.requests.length <= 2 + 5, 'it is not sent for ever');
      assert.ok(!`${lines.join()}${failure.stack}${String(failure.cause)}`.includes(FOURJAW_KEY));
    });
  }

  for (const [status, kind] of [
    [400, 'rejected'],
    [404, 'rejected'],
    [401, 'key-refused'],
    [403, 'key-refused'],
  ] as const) {
    test(`sends a request that is answered with ${status} once`, async () => {
      server.fault = () => ({ status });
      const failure = await failureOf(client.fetchPeriods(query));
      assert.deepEqual([failure.kind, failure.isTransient, server.requests.length], [kind, false, 1]);
      assert.equal(client.breaker, 'closed');
    });
  }

  test('waits as long as FourJaw asks it to, and leaves it alone where that is long', async () => {
    faulty('status-429', 1);
    await client.fetchPeriods(query);
    assert.deepEqual(timing.pauses, [2_000]);
    faulty({ status: 503, headers: { 'retry-after': '600' } }, 1);
    assert.equal((await failureOf(client.fetchPeriods(query))).kind, 'busy');
    assert.deepEqual([client.breaker, client.waitMs()], ['open', 600_000]);
  });

  test('a wish to be left alone is a date of the clock that wrote it, and odd dates ask for an hour at most', async () => {
    const until = (ms: number) => new Date(ms).toUTCString();
    const nowMs = Math.floor(timing.wallMs() / 1_000) * 1_000;
    const ahead = nowMs + 7_200_000;
    faulty({ status: 503, headers: { date: until(ahead), 'retry-after': until(ahead + 20_000) } }, 1);
    await client.fetchPeriods(query);
    assert.deepEqual(timing.pauses, [20_000]);
    faulty({ status: 503, headers: { date: until(0), 'retry-after': until(0) } }, 1);
    await client.fetchPeriods(query);
    assert.ok((timing.pauses.at(-1) ?? Number.NaN) <= 500, 'a usual pause');
    faulty({ status: 503, headers: { date: until(0), 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' } }, 1);
    assert.equal((await failureOf(client.fetchPeriods(query))).kind, 'busy');
    assert.deepEqual([client.breaker, client.waitMs()], ['open', 3_600_000]);
  });

  test('opens the breaker after failures in a row, asks nothing while it is open, tries once, and says each once', async () => {
    server.fault = () => 'status-500';
    await failureOf(client.fetchPeriods(query));
    assert.equal(client.breaker, 'open');
    const asked = server.requests.length;
    assert.ok(asked <= 5);
    const unasked = await failureOf(client.fetchPeriods(query));
    assert.deepEqual([unasked.kind, unasked.message], ['not-asked', 'FourJaw answered with 500']);
    assert.equal(server.requests.length, asked);
    for (let time = 0; time < 3; time++) {
      timing.advance(client.waitMs());
      await failureOf(client.fetchPeriods(query));
      assert.equal(server.requests.length, asked + time + 1);
    }
    server.fault = () => undefined;
    timing.advance(client.waitMs());
    await client.fetchPeriods(query);
    assert.equal(client.breaker, 'closed');
    const said = lines
      .map((line) => JSON.parse(line) as { level: number; msg: string })
      .filter(({ level }) => level >= 30);
    assert.deepEqual(
      said.map(({ msg }) => msg),
      [
        'FourJaw fails again and again and is left alone for a while: FourJaw answered with 500',
        'FourJaw answers again',
      ],
    );
  });

  test('reads no reply that is larger than its limit, and does not ask for the same again', async () => {
    await client.close();
    open({ replyLimitBytes: 2_000 });
    server.periods = periodsOf(MACHINE, query.fromMs, 100);
    assert.equal((await failureOf(client.fetchPeriods(query))).kind, 'too-large');
    assert.equal(server.requests.length, 1);
  });

  test('takes a page for full that is, and one that says that there is more', async () => {
    const full = async (more: object) => {
      server.fault = () => ({ status: 200, body: JSON.stringify({ items: server.periods, ...more }) });
      return (await client.fetchPeriods(query)).isFull;
    };
    assert.deepEqual(
      [await full({}), await full({ total: 5 }), await full({ total: 6 }), await full({ page_size: 5 })],
      [false, false, true, true],
    );
  });

  test('never has more requests under way than it may', async () => {
    let [underWay, most] = [0, 0];
    server.fault = () => {
      most = Math.max(most, ++underWay);
      setImmediate(() => underWay--);
      return undefined;
    };
    await Promise.all(Array.from({ length: 12 }, () => client.fetchPeriods(query)));
    assert.ok(most <= 2, `${most} at once`);
  });

  test('ends a request at once when its caller does', async () => {
    const stop = new AbortController();
    server.fault = () => {
      stop.abort();
      return 'hang';
    };
    assert.equal((await failureOf(client.fetchPeriods(query, stop.signal))).kind, 'stopped');
    assert.equal(client.breaker, 'closed');
  });
});
