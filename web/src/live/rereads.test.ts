/** How often what is out of date is read again. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Noun } from './reads.ts';
import { createRereads } from './rereads.ts';

test('a burst is read at its first event and once after the pause', (context) => {
  let now = 1_000;
  context.mock.method(performance, 'now', () => now);
  mock.timers.enable({ apis: ['setTimeout'] });
  context.after(() => mock.timers.reset());
  const read: Noun[] = [];
  const rereads = createRereads((noun) => read.push(noun));
  for (let event = 0; event < 50; event += 1) rereads.note([{ noun: 'floor', pauseMs: 400 }]);
  assert.deepEqual(read, ['floor']);
  now += 400;
  mock.timers.tick(400);
  assert.deepEqual(read, ['floor', 'floor']);
  rereads.note([{ noun: 'floor', pauseMs: 2_000 }]);
  rereads.note([{ noun: 'floor', pauseMs: 400 }]);
  now += 400;
  mock.timers.tick(400);
  assert.equal(read.length, 3);
  now += 5_000;
  mock.timers.tick(5_000);
  assert.equal(read.length, 3);
  rereads.note([{ noun: 'floor', pauseMs: 400 }]);
  rereads.note([{ noun: 'floor', pauseMs: 400 }]);
  rereads.stop();
  mock.timers.tick(5_000);
  assert.equal(read.length, 4);
});
