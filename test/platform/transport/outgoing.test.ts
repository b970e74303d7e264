/** What we publish at another broker: how much at once, and in which order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createOutgoing } from '../../../src/platform/transport/outgoing.ts';

test('what waits goes out before a later call where the broker takes more from then on', async () => {
  const outgoing = createOutgoing();
  const said: string[] = [];
  const first = Promise.withResolvers<void>();
  const say = async (word: string) =>
    outgoing.send(async () => {
      said.push(word);
      if (word === 'A') await first.promise;
    });
  outgoing.brokerTakes(1);
  const all = [say('A'), say('B')];
  await turn();
  assert.deepEqual(said, ['A']);
  outgoing.brokerTakes(10);
  all.push(say('C'));
  await turn();
  assert.deepEqual(said, ['A', 'B', 'C']);
  first.resolve();
  await Promise.all(all);
});
