import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { systemActor } from '../../../src/kernel/access.ts';
import type { StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';

const actor = systemActor('test');
const GAP_SECONDS = 60;

interface Piece {
  readonly gapSeconds: number;
  readonly seconds: number;
  readonly reason: string;
}

const pieces: fc.Arbitrary<Piece[]> = fc.array(
  fc.record({
    gapSeconds: fc.constantFrom(0, 0, 0, 1, 59, 60),
    seconds: fc.constantFrom(1, 10, 30, 59, 60, 61, 300),
    reason: fc.constantFrom('Hydraulic', 'Hydraulic', 'hydraulic ', 'Electrical', 'running'),
  }),
  { minLength: 2, maxLength: 14 },
);

function periodsOf(machineId: string, given: readonly Piece[], fromMs: number): StatusPeriodInput[] {
  let at = fromMs;
  return given.map(({ gapSeconds, seconds, reason }, nth) => {
    const startMs = at + gapSeconds * 1_000;
    at = startMs + seconds * 1_000;
    return {
      id: `${machineId}-${nth}`,
      machineId,
      startMs,
      endMs: at,
      classification: reason === 'running' ? 'UPTIME' : 'DOWNTIME',
      productivity: 'unproductive',
      reasonText: reason,
    };
  });
}

/** Downtime of one reason, cut where a minute or more lies between. */
function plainStops(periods: readonly StatusPeriodInput[]): string[][] {
  const stops = periods.filter(({ classification }) => classification === 'DOWNTIME');
  const byReason = Map.groupBy(stops, ({ reasonText }) => reasonText?.trim().toLowerCase());
  return [...byReason.values()].flatMap((ofReason) => {
    const found: string[][] = [];
    for (const [at, { id, startMs }] of ofReason.entries()) {
      const lastEndMs = ofReason[at - 1]?.endMs ?? Number.NEGATIVE_INFINITY;
      if (startMs - lastEndMs < GAP_SECONDS * 1_000) found.at(-1)?.push(id);
      else found.push([id]);
    }
    return found;
  });
}

onEachEngine('a whole stop', (under) => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp(under);
  });

  test('is the same whichever of its periods is asked for, whatever short time of another kind lies between them', async () => {
    const { services, clock } = app;
    const fromMs = clock.now() - 86_400_000;
    const factory = fc
      .sample(pieces, { numRuns: 60, seed: 7 })
      .map((given, at) => periodsOf(`mill-${at}`, given, fromMs));
    await services.machines.ensureMachines(
      actor,
      factory.map((_, at) => ({ id: `mill-${at}`, name: `Mill ${at}` })),
    );
    await services.timeline.recordPeriods(actor, factory.flat(), { kind: 'csv', name: 'test' });
    const found = await services.timeline.listWholeStops(factory.flat().map(({ id }) => id));
    const expected = new Map(factory.flatMap(plainStops).flatMap((ids) => ids.map((id) => [id, ids] as const)));
    assert.ok([...expected.values()].some((ids) => ids.length > 3));
    assert.deepEqual(
      Array.from(found, ([id, { periodIds }]) => [id, periodIds]).sort(),
      Array.from(expected, ([id, ids]) => [id, ids]).sort(),
    );
  });
});
