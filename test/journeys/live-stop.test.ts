/** What a stop does to those who are connected live. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLive, openStream } from '../support/live-client.ts';
import { serveMilldash, signIn } from '../support/serving.ts';

test('a stop says goodbye to live clients, and is not held up by one who does not answer', async () => {
  const serving = await serveMilldash({ env: { DRAIN_TIMEOUT_SECONDS: '60', MQTT_EMBEDDED: 'false' } });
  const { headers } = await signIn(serving.url);
  const live = await openLive(serving.url, '?topics=ticket', { headers });
  await live.next('live');
  const stream = await openStream(serving.url, '', headers);
  const deaf = await openLive(serving.url, '', { headers });
  deaf.socket.pause();
  const [finished, closed] = await Promise.all([serving.stop(), live.closed, stream.ended]);
  assert.equal(closed.code, 1001);
  assert.match(stream.blocks.at(-1)?.data ?? '', /"reason":"stopping"/);
  // a stop that has to cut somebody at the end of the drain time-out ends with 1
  assert.deepEqual([finished.exitCode, finished.signal], [0, null]);
});
