/** Processes that bring one database up to date at the same time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { migrationSteps } from '../../../src/migrations/index.ts';
import { migrate, openDatabase, type QueryReport, SLOW_QUERY_MS } from '../../../src/platform/database/index.ts';
import { addressOf, onEachEngine } from '../../support/engines.ts';

onEachEngine('migrations of two processes at once', (under) => {
  test('are done by one, and the other says that it waits, which is no slow query', async () => {
    const url = await under.createDatabaseUrl();
    const begun = Promise.withResolvers<void>();
    let runs = 0;
    const steps = {
      ...migrationSteps,
      '9999-long': async () => {
        runs++;
        begun.resolve();
        await setTimeout(SLOW_QUERY_MS + 300);
      },
    };
    const reports: QueryReport[] = [];
    const told: string[] = [];
    const open = () =>
      openDatabase({ address: addressOf(url), observe: (report: QueryReport) => void reports.push(report) });
    const databases = [await open(), await open()] as const;
    under.atEnd(async () => {
      for (const database of databases) await database.close();
    });
    const [first, second] = databases;
    const firstDone = migrate(first, steps, () => void told.push('first'));
    await begun.promise;
    const applied = await Promise.all([firstDone, migrate(second, steps, () => void told.push('second'))]);
    assert.deepEqual([applied, runs], [[['9999-long'], []], 1]);
    assert.deepEqual(
      reports.filter(({ durationMs }) => durationMs >= SLOW_QUERY_MS).map(({ sql }) => sql),
      [],
    );
    // on SQLite it waits for its turn to write, as everybody does
    assert.deepEqual(told, under.engine === 'postgres' ? ['second'] : []);
  });
});
