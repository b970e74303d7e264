import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { type LockMode, lockTable } from '../../../src/platform/database/index.ts';
import { createStore, type OutboxTables } from '../../../src/platform/outbox/index.ts';
import { TestClock } from '../../support/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { holdCommits } from '../../support/held-commits.ts';

const actor = systemActor('test');

onEachEngine('a locked table', ({ createDatabase }) => {
  test('is shared by many, and one who waits to have it alone is not overtaken by those who come later', async () => {
    const opened = await createDatabase();
    const store = createStore(opened.database, new TestClock());
    const granted: string[] = [];
    const take = (name: string, mode: LockMode) =>
      store.transact(actor, async (tx) => {
        await lockTable(tx.access<OutboxTables>(), tx.engine, 'audit_entries', mode);
        granted.push(name);
        tx.emit({ type: 'com.milldash.test.happened', subject: name, data: {} });
      });
    const held = await holdCommits(opened);
    const works: Promise<void>[] = [];
    for (const [name, mode] of [
      ['first', 'share'],
      ['second', 'share'],
      ['alone', 'exclusive'],
      ['later', 'share'],
    ] as const) {
      works.push(take(name, mode));
      await held.waiting(works.length);
    }
    if (store.engine === 'postgres') assert.deepEqual(granted, ['first', 'second']);
    await held.release();
    await Promise.all(works);
    assert.deepEqual(granted, ['first', 'second', 'alone', 'later']);
  });
});
