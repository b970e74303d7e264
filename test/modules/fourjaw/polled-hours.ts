/**
 * Hours of polling, a poll a minute, while FourJaw fails half of all requests and its clock is wrong: periods begin, stay
 * open, end, and are named or renamed later. In the end what is stored is what FourJaw would tell of those hours.
 */
import assert from 'node:assert/strict';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { type Random, randomOf } from '../../../src/simulator/random.ts';
import { TestClock } from '../../support/clock.ts';
import type { EngineUnderTest } from '../../support/engines.ts';
import { type FourJawPeriod, fourJawFaults } from '../../support/fourjaw-server.ts';
import { connectFactory, MACHINE, OTHER } from './fourjaw-fixture.ts';

/** A period of the truth: what FourJaw says of it depends on when it is asked. */
interface Happening {
  readonly id: string;
  readonly machineId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly runs: boolean;
  /** When somebody names its reason, and names it anew. */
  readonly namedAtMs: number;
  readonly renamedAtMs: number;
}

const START_MS = Date.parse('2026-01-15T00:00:00Z');
const CLOCK_SKEW_MS = 90_000;

export async function pollForHours(under: EngineUnderTest, hours: number): Promise<void> {
  const seed = process.env['TEST_SEED'] ?? '1';
  const random = randomOf('polled hours', seed);
  const truth = [MACHINE, OTHER].flatMap((id) => happeningsOf(id, hours, random));
  const { database } = await under.createDatabase();
  const clock = new TestClock(START_MS);
  const factory = await connectFactory(database, { assetIds: [MACHINE, OTHER], timeoutMs: 100, pageSize: 60 }, clock);
  const { server, fourjaw, timing } = factory;
  let [asked, failed] = [0, 0];
  try {
    server.nowMs = () => clock.now() + CLOCK_SKEW_MS;
    server.fault = () => {
      asked++;
      if (random.chance(0.5)) return undefined;
      failed++;
      // each hang costs its time
      return random.pick(fourJawFaults, (name) => (name === 'hang' ? 0.05 : 1));
    };
    for (let minute = 0; minute < hours * 60; minute++) {
      timing.advance(MINUTE_MS);
      server.periods = toldAt(truth, clock.now());
      await fourjaw.poll();
    }
    const told = `seed ${seed}: ${failed} of ${asked} requests failed`;
    assert.ok(failed > asked * 0.4 && asked > hours * 60, told);
    server.fault = () => undefined;
    // beyond the longest pause of the breaker
    timing.advance(2 * MINUTE_MS);
    server.periods = toldAt(truth, clock.now());
    const outcome = await fourjaw.poll();
    assert.equal(outcome?.failure, null, told);
    assert.deepEqual(await storedIn(database), server.periods.map(asStored).toSorted(byId), told);
  } finally {
    await factory.close();
  }
}

function happeningsOf(machineId: string, hours: number, random: Random): Happening[] {
  const happenings: Happening[] = [];
  for (let startMs = START_MS, at = 0; startMs < START_MS + (hours + 1) * HOUR_MS; at++) {
    const endMs = startMs + whole(random, 60, 2_400) * SECOND_MS;
    const namedAtMs = startMs + whole(random, 0, 90) * MINUTE_MS;
    happenings.push({
      id: `${machineId.slice(-4)}${at.toString(16).padStart(20, '0')}`,
      machineId,
      startMs,
      endMs,
      runs: at % 2 === 0,
      namedAtMs,
      renamedAtMs: random.chance(0.2) ? namedAtMs + whole(random, 1, 20) * HOUR_MS : Number.POSITIVE_INFINITY,
    });
    startMs = endMs;
  }
  return happenings;
}

const whole = (random: Random, low: number, high: number) => Math.floor(random.between(low, high));

function toldAt(truth: readonly Happening[], nowMs: number): FourJawPeriod[] {
  return truth
    .filter(({ startMs }) => startMs <= nowMs)
    .map(({ id, machineId, startMs, endMs, runs, namedAtMs, renamedAtMs }) => ({
      id,
      machine_id: machineId,
      downtime_reason_name: runs || namedAtMs > nowMs ? null : renamedAtMs > nowMs ? 'Coil Change' : 'Hydraulic',
      start_timestamp: new Date(startMs).toISOString(),
      end_timestamp: endMs > nowMs ? null : new Date(endMs).toISOString(),
      productivity: runs ? 'productive' : 'unproductive',
      classification: runs ? 'UPTIME' : 'DOWNTIME',
    }));
}

async function storedIn({ kysely }: Database): Promise<{ id: string }[]> {
  return (await kysely
    .selectFrom('status_periods')
    .select(['id', 'machine_id', 'started_at', 'ended_at', 'reason_text'])
    .orderBy('id')
    .execute()) as { id: string }[];
}

function asStored(period: FourJawPeriod) {
  return {
    id: period.id,
    machine_id: period.machine_id,
    started_at: Date.parse(period.start_timestamp),
    ended_at: period.end_timestamp === null ? null : Date.parse(period.end_timestamp),
    reason_text: period.downtime_reason_name,
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
