/** The factory's own three months, which are not part of the repository: `MILLDASH_REAL_DATA` or `../shared/data`. */
import assert from 'node:assert/strict';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { factoryOn, loader } from './ingestion-fixture.ts';

const folder = resolve(process.env['MILLDASH_REAL_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'));
const missing = existsSync(folder) ? false : `REAL DATA NOT TESTED: there is no ${folder}; set MILLDASH_REAL_DATA`;

if (missing !== false) {
  if (process.env['CI'] === 'true') throw new Error(missing);
  process.stderr.write(`\n*** ${missing}\n\n`);
}

onEachEngine('the real data', ({ createDatabase }) => {
  test('is taken whole: every row, no warning, and the known sums', { skip: missing }, async () => {
    const { database } = await createDatabase();
    const { ingestion } = factoryOn(database);
    const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    const open = () => files.map((name) => ({ name: basename(name), bytes: createReadStream(join(folder, name)) }));
    const first = await ingestion.loadStatusPeriods(loader, open());
    assert.deepEqual(
      { ...first.total },
      { rows: 21_592, inserted: 21_592, updated: 0, unchanged: 0, repeated: 0, refused: 0 },
    );
    assert.deepEqual(first.warnings, []);
    assert.deepEqual(first.machines.map(({ name, rows }) => [name, rows]).sort(), [
      ['Mill 1', 6_941],
      ['Mill 2', 8_340],
      ['Mill 3', 6_311],
    ]);
    const sums = await database.kysely
      .selectFrom('shift_totals')
      .select((eb) => [
        eb.fn.sum<number>('productive_uptime').as('productiveUptimeMs'),
        eb.fn.sum<number>('productive_downtime').as('productiveDowntimeMs'),
        eb.fn.sum<number>('unproductive_downtime').as('unproductiveDowntimeMs'),
        eb.fn.sum<number>('unclassified_downtime').as('unclassifiedDowntimeMs'),
        eb.fn.sum<number>('offline').as('offlineMs'),
      ])
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      Object.values(sums).map(Number),
      [5_260_443_845, 2_573_199_755, 3_815_559_907, 200_276_385, 1_653_114_028],
    );

    const second = await ingestion.loadStatusPeriods(loader, open());
    assert.equal(second.total.unchanged, 21_592);
  });
});
