/** The pauses between connections to another broker: never none, never for long, and short again behind one that got something done. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createPauses, type Pauses } from './pauses.ts';

// a pause keeps no process running, and this one would end with it
const running = setInterval(() => {}, 60_000);
after(() => clearInterval(running));

async function lengthOf(pauses: Pauses): Promise<number> {
  const startedAtMs = performance.now();
  await pauses.next()();
  // timers count whole milliseconds
  return Math.ceil(performance.now() - startedAtMs) + 1;
}

test('the shortest one is a quarter of a second, also where each connection gets something done', async ({ mock }) => {
  mock.method(Math, 'random', () => 0);
  const pauses = createPauses();
  for (let connections = 0; connections < 3; connections++) {
    assert.ok((await lengthOf(pauses)) >= 250, 'else a broker that ends each connection is asked without rest');
    pauses.shorten();
  }
});

test('it is twice as long behind each connection that comes to nothing, up to a few seconds', async ({ mock }) => {
  mock.method(Math, 'random', () => 0);
  const pauses = createPauses();
  assert.ok((await lengthOf(pauses)) >= 250);
  assert.ok((await lengthOf(pauses)) >= 500);
  for (let connections = 0; connections < 20; connections++) pauses.next();
  assert.ok((await lengthOf(pauses)) >= 2_500, 'and it ends, which one that was doubled so often does not');
});
