/** A back-fill while FourJaw fails half of all requests in every way it can, compared with one that nothing disturbs. */
import assert from 'node:assert/strict';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import type { FourJawSettings } from '../../../src/modules/fourjaw/fourjaw.service.ts';
import type { BackfillSummary } from '../../../src/modules/fourjaw/index.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { randomOf } from '../../../src/simulator/random.ts';
import { TestClock } from '../../support/clock.ts';
import type { EngineUnderTest } from '../../support/engines.ts';
import { type FourJawFault, type FourJawPeriod, fourJawFaults } from '../../support/fourjaw-server.ts';
import { listTotals } from '../ingestion/ingestion-fixture.ts';
import { connectFactory } from './fourjaw-fixture.ts';

interface Filled {
  readonly summary: BackfillSummary;
  readonly periods: readonly unknown[];
  readonly totals: readonly unknown[];
  readonly requests: number;
  readonly faults: ReadonlyMap<FourJawFault, number>;
}

export async function compareDisturbed(
  under: EngineUnderTest,
  truth: readonly FourJawPeriod[],
  changes: Partial<FourJawSettings> = {},
): Promise<void> {
  const seed = process.env['TEST_SEED'] ?? '1';
  const calm = await backfill(under, truth, changes);
  assert.deepEqual(calm.periods, truth.map(inTruth).toSorted(byId));
  const disturbed = await backfill(under, truth, changes, seed);
  const failed = [...disturbed.faults.values()].reduce((sum, count) => sum + count, 0);
  const told = `seed ${seed}: ${failed} of ${disturbed.requests} requests failed ${JSON.stringify([...disturbed.faults])}`;
  assert.ok(failed > disturbed.requests * 0.4, told);
  assert.ok(disturbed.summary.complete, `${told} ${JSON.stringify(disturbed.summary.failed)}`);
  assert.deepEqual(disturbed.periods, calm.periods, told);
  assert.deepEqual(disturbed.totals, calm.totals, told);
}

async function backfill(
  under: EngineUnderTest,
  truth: readonly FourJawPeriod[],
  changes: Partial<FourJawSettings>,
  seed?: string,
): Promise<Filled> {
  const { database } = await under.createDatabase();
  const machineIds = [...new Set(truth.map(({ machine_id }) => machine_id))];
  const starts = truth.map(({ start_timestamp }) => Date.parse(start_timestamp));
  const ends = truth.map(({ end_timestamp }) => Date.parse(end_timestamp ?? ''));
  const clock = new TestClock(Math.max(...ends) + 30 * DAY_MS);
  const factory = await connectFactory(database, { assetIds: machineIds, timeoutMs: 150, ...changes }, clock);
  const { server, fourjaw } = factory;
  const faults = new Map<FourJawFault, number>();
  try {
    server.periods = [...truth];
    if (seed !== undefined) {
      const random = randomOf('fourjaw', seed);
      server.fault = ({ path }) => {
        if (!path.endsWith('/status-periods') || random.chance(0.5)) return undefined;
        // each hang costs its time
        const fault = random.pick(fourJawFaults, (name) => (name === 'hang' ? 0.2 : 1));
        faults.set(fault, (faults.get(fault) ?? 0) + 1);
        return fault;
      };
    }
    const summary = await fourjaw.backfill({ fromMs: Math.min(...starts), toMs: Math.max(...ends) });
    return {
      summary,
      periods: await listStored(database),
      totals: await listTotals(database),
      requests: server.requests.length,
      faults,
    };
  } finally {
    await factory.close();
  }
}

async function listStored({ kysely }: Database): Promise<{ id: string }[]> {
  return (await kysely
    .selectFrom('status_periods')
    .select(['id', 'machine_id', 'started_at', 'ended_at', 'classification', 'productivity', 'reason_text', 'revision'])
    .orderBy('id')
    .execute()) as { id: string }[];
}

function inTruth(period: FourJawPeriod) {
  return {
    id: period.id,
    machine_id: period.machine_id,
    started_at: Date.parse(period.start_timestamp),
    ended_at: Date.parse(period.end_timestamp ?? ''),
    classification: period.classification,
    productivity: period.productivity,
    reason_text: period.downtime_reason_name,
    revision: 1,
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
