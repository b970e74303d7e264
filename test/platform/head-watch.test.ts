import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../src/kernel/access.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import {
  createHeadWatch,
  createStore,
  latestOf,
  type OutboxTables,
  rememberedUntil,
} from '../../src/platform/outbox/index.ts';
import { TestClock } from '../support/clock.ts';
import { addressOf, onEachEngine } from '../support/engines.ts';

onEachEngine('The heads of topics', (under) => {
  async function startWatch() {
    const url = await under.createDatabaseUrl();
    let reads = 0;
    const observe = ({ sql }: { sql: string }) => {
      if (/^select .*event_heads/.test(sql)) reads += 1;
    };
    const database = await openDatabase({ address: addressOf(url), observe });
    const store = createStore(database, new TestClock());
    const emit = (type: 'com.milldash.machine.created' | 'com.milldash.user.created') =>
      store.transact(systemActor('test'), async (tx) => tx.emit({ type, subject: 'x/1', data: {} }));
    return { database, watch: createHeadWatch(store), emit, reads: () => reads };
  }

  test('who asks in the same turn shares one read, who asks later gets a new one', async () => {
    const { database, watch, reads } = await startWatch();
    await Promise.all(Array.from({ length: 20 }, () => watch.current()));
    assert.equal(reads(), 1);
    await watch.current();
    assert.equal(reads(), 2);
    await database.close();
  });

  test('nobody is told of a state that is older than their question', async () => {
    const { database, watch, emit } = await startWatch();
    assert.equal(latestOf(await watch.current(), ['machine', 'user']), 0);
    for (let sequence = 1; sequence <= 20; sequence++) {
      const early = watch.current();
      await emit(sequence % 2 === 0 ? 'com.milldash.machine.created' : 'com.milldash.user.created');
      assert.equal(latestOf(await watch.current(), ['machine', 'user']), sequence);
      await early;
    }
    assert.equal(latestOf(await watch.current(), ['user']), 19);
    await database.close();
  });

  test('a failure reaches who asked, and the next question is asked afresh', async () => {
    const { database, watch } = await startWatch();
    await database.close();
    await assert.rejects(watch.current());
    await assert.rejects(watch.current());
  });

  test('what was loaded after a change is not remembered as of before it', async () => {
    const { database, emit } = await startWatch();
    const store = createStore(database, new TestClock());
    let meanwhile: (() => Promise<void>) | undefined;
    const remembered = rememberedUntil<OutboxTables, number>(['machine'], async (access) => {
      const interrupted = meanwhile;
      meanwhile = undefined;
      await interrupted?.();
      return (await access.selectFrom('events').select('id').execute()).length;
    });
    await store.snapshot(async (before) => {
      meanwhile = async () => {
        assert.equal(await remembered(before), 0);
        await emit('com.milldash.machine.created');
      };
      assert.equal(await remembered(store.access()), 1);
      assert.equal(await remembered(before), 0);
    });
    assert.equal(await remembered(store.access()), 1);
    await database.close();
  });
});
